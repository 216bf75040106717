# libpawl, shared and static, from one set of position-independent objects.

find_package(Threads REQUIRED)

set(PAWL_PARK_FILE_futex futex_linux.c)
set(PAWL_PARK_FILE_pthread futex_pthread.c)
if(NOT DEFINED PAWL_PARK_FILE_${PAWL_PARK})
  message(FATAL_ERROR "PAWL_PARK is '${PAWL_PARK}'; it can be futex or pthread")
endif()

set(PAWL_CONTEXT_FILE_x86_64 context_x86_64.S)
set(PAWL_CONTEXT_FILE_aarch64 context_aarch64.S)
set(PAWL_CONTEXT_FILE_ucontext context_ucontext.c)
if(NOT DEFINED PAWL_CONTEXT_FILE_${PAWL_CONTEXT})
  message(FATAL_ERROR "PAWL_CONTEXT is '${PAWL_CONTEXT}'; it can be x86_64, aarch64 or ucontext")
endif()

# Platform differences are chosen by file: of the back ends to park, and to switch stacks, exactly
# one each is compiled.
pawl_sources(PAWL_SOURCES
  src/base src/park src/sema src/sync src/goroutine src/chan src/watch)
list(FILTER PAWL_SOURCES EXCLUDE REGEX "/src/park/futex_[a-z]*\\.c$")
list(FILTER PAWL_SOURCES EXCLUDE REGEX "/src/goroutine/context_[a-z0-9_]*\\.[cS]$")
list(APPEND PAWL_SOURCES ${PROJECT_SOURCE_DIR}/src/park/${PAWL_PARK_FILE_${PAWL_PARK}}
  ${PROJECT_SOURCE_DIR}/src/goroutine/${PAWL_CONTEXT_FILE_${PAWL_CONTEXT}})

add_library(pawl_objects OBJECT ${PAWL_SOURCES})
pawl_settings(pawl_objects)
set_target_properties(pawl_objects PROPERTIES POSITION_INDEPENDENT_CODE ON)
# What it announces to ThreadSanitizer, if the program that uses it has that: pawl/tsan.h.
target_compile_definitions(pawl_objects PRIVATE PAWL_TSAN_IN_LIBRARY_)
target_include_directories(pawl_objects PRIVATE
  ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)

# A thread runs many goroutines, one after the other, each of which ThreadSanitizer takes for a
# thread of its own; to tell it of every switch as an order of events would hide the races between
# them. So it does not look at the scheduler, nor at what is in a thread-local variable: errno.
if(PAWL_SANITIZE MATCHES thread)
  set(unseen ${PAWL_SOURCES})
  list(FILTER unseen INCLUDE REGEX
    "/src/(goroutine/[a-z_]*|base/(heap|random)|park/(cpu|futex_linux)|sema/overdue)\\.c$")
  list(FILTER unseen EXCLUDE REGEX "/src/goroutine/done\\.c$")
  set_source_files_properties(${unseen} PROPERTIES COMPILE_OPTIONS -fno-sanitize=thread)
endif()

add_library(pawl SHARED $<TARGET_OBJECTS:pawl_objects>)
add_library(pawl_static STATIC $<TARGET_OBJECTS:pawl_objects>)
add_library(pawl::pawl ALIAS pawl)
add_library(pawl::pawl_static ALIAS pawl_static)

foreach(library pawl pawl_static)
  set_target_properties(${library} PROPERTIES OUTPUT_NAME pawl LINKER_LANGUAGE C)
  target_link_libraries(${library} PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
  target_include_directories(${library} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endforeach()

# Only pawl_* leaves the library (src/libpawl.map, abi/symbols.txt), and it needs nothing but libc.
set_target_properties(pawl PROPERTIES
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}
  LINK_DEPENDS ${PROJECT_SOURCE_DIR}/src/libpawl.map)
target_link_options(pawl PRIVATE
  "LINKER:--version-script=${PROJECT_SOURCE_DIR}/src/libpawl.map" -static-libgcc)
if(NOT PAWL_SANITIZE)
  target_link_options(pawl PRIVATE LINKER:--no-undefined)
endif()
