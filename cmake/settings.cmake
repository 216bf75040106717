# How pawl's own sources are compiled. Nothing here reaches a consumer's command line.

set(PAWL_WARNINGS
  -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
  -Wold-style-definition -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla -Wformat=2)
if(PAWL_WERROR)
  list(APPEND PAWL_WARNINGS -Werror)
endif()

# C11 without GNU syntax; the system's interfaces (futex, gettid, clock) are asked for privately.
function(pawl_settings target)
  set_target_properties(${target} PROPERTIES
    C_STANDARD 11
    C_STANDARD_REQUIRED ON
    C_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden)
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:${PAWL_WARNINGS}>)
  # PAWL_DEBUG: the locks check their own invariants as they go.
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE $<$<CONFIG:Debug>:PAWL_DEBUG>)
endfunction()

# pawl_sources(VAR folder...) lists the .c and .S files of the folders. A new file, or a new folder,
# is picked up by the next build.
function(pawl_sources var)
  set(found "")
  foreach(folder IN LISTS ARGN)
    file(GLOB files CONFIGURE_DEPENDS
      ${PROJECT_SOURCE_DIR}/${folder}/*.c ${PROJECT_SOURCE_DIR}/${folder}/*.S)
    list(APPEND found ${files})
  endforeach()
  set(${var} ${found} PARENT_SCOPE)
endfunction()

if(PAWL_SANITIZE)
  add_compile_options(-fsanitize=${PAWL_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PAWL_SANITIZE})
endif()
if(NOT PAWL_TSAN_ANNOTATE)
  add_compile_definitions(PAWL_TSAN_SILENT)
endif()
