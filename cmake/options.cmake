# Everything a user may choose. `cmake -B build -DPAWL_X=...`; `make` uses the defaults.

option(PAWL_TESTS "Build tests, examples and model checks (needs Check, SQLite, hiredis)"
  ${PROJECT_IS_TOP_LEVEL})
option(PAWL_TOOLS "Build the pawl command (needs Jansson)" ${PROJECT_IS_TOP_LEVEL})
option(PAWL_INSTALL "Generate install rules" ${PROJECT_IS_TOP_LEVEL})
option(PAWL_WERROR "Make compiler warnings errors" OFF)

set(PAWL_PARK futex CACHE STRING "How a thread sleeps: futex (Linux) or pthread (anywhere)")
set_property(CACHE PAWL_PARK PROPERTY STRINGS futex pthread)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  set(context x86_64)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  set(context aarch64)
else()
  set(context ucontext)
endif()
set(PAWL_CONTEXT ${context} CACHE STRING
  "How goroutines switch stacks: x86_64, aarch64 or ucontext (anywhere, slowly)")
set_property(CACHE PAWL_CONTEXT PROPERTY STRINGS x86_64 aarch64 ucontext)

set(PAWL_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=: address,undefined or thread")
option(PAWL_TSAN_ANNOTATE
  "Announce locks to ThreadSanitizer; OFF shows it their atomics, which tests the locks" ON)

if(PROJECT_IS_TOP_LEVEL)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
  endif()
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
  set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
endif()
