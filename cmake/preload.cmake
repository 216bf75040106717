# libpawl-preload.so: the pthread and C11 thread API on these locks, for unmodified programs.

pawl_sources(preload_sources preload)
if(NOT PAWL_TOOLS OR NOT preload_sources OR PAWL_PARK STREQUAL pthread)
  return() # what takes the place of pthread's locks cannot be made of them
endif()

add_library(pawl_preload SHARED ${preload_sources} $<TARGET_OBJECTS:pawl_objects>)
pawl_settings(pawl_preload)
set_target_properties(pawl_preload PROPERTIES OUTPUT_NAME pawl-preload)
target_include_directories(pawl_preload PRIVATE
  ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(pawl_preload PRIVATE Threads::Threads)
# Bound at once: to bind at the first call takes 3 KB of a stack that may be small.
target_link_options(pawl_preload PRIVATE -static-libgcc LINKER:-z,now)

file(GLOB preload_map CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/preload/*.map)
if(preload_map)
  set_target_properties(pawl_preload PROPERTIES LINK_DEPENDS ${preload_map})
  target_link_options(pawl_preload PRIVATE "LINKER:--version-script=${preload_map}")
endif()

# libpawl-check.so: what `pawl run --check` loads as well.
add_library(pawl_check SHARED preload/free/free.c)
pawl_settings(pawl_check)
set_target_properties(pawl_check PROPERTIES OUTPUT_NAME pawl-check)
target_link_options(pawl_check PRIVATE LINKER:-z,now)
