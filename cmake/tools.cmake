# The historical editions of the lock, and the pawl command that shows, measures and checks.

# Go's own benchmarks with goroutines of ours: bench/go/compare.
if(PAWL_TESTS)
  pawl_sources(go_bench_sources bench/go)
  add_executable(pawl_go_bench ${go_bench_sources})
  pawl_settings(pawl_go_bench)
  target_link_libraries(pawl_go_bench PRIVATE pawl_static)
  set_target_properties(pawl_go_bench PROPERTIES
    OUTPUT_NAME pawl-go-bench RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
  # Idle loops stand in for work: across two cache lines they take half as long again.
  target_compile_options(pawl_go_bench PRIVATE -falign-loops=32)
endif()

if(NOT PAWL_TOOLS)
  return()
endif()

pawl_sources(edition_sources editions)
if(edition_sources)
  add_library(editions STATIC ${edition_sources})
  pawl_settings(editions)
  target_include_directories(editions PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_include_directories(editions PUBLIC
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/editions)
  target_link_libraries(editions PUBLIC pawl_static)
endif()

# One file per subcommand. The command sees the public headers, the editions and the benchmarks,
# never the inside of the library; the benchmarks may look anywhere. All but main.c is a library,
# for the tests.
pawl_sources(tool_sources tools/pawl tools/pawl/check)
pawl_sources(bench_sources bench)
list(FILTER tool_sources EXCLUDE REGEX "/tools/pawl/main\\.c$")
if(NOT tool_sources)
  return()
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(LIBDW REQUIRED IMPORTED_TARGET libdw libelf)
include(cmake/pprof.cmake)
include(cmake/explain.cmake)

add_library(pawl_tools STATIC ${tool_sources} ${PAWL_EXPLAIN_C})
pawl_settings(pawl_tools)
target_include_directories(pawl_tools PUBLIC
  ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/tools/pawl ${PROJECT_SOURCE_DIR}/bench)
target_link_libraries(pawl_tools PUBLIC
  $<TARGET_NAME_IF_EXISTS:editions> pawl_static pawl_pprof PkgConfig::JANSSON PkgConfig::LIBDW
  Threads::Threads m ${CMAKE_DL_LIBS})

# `pawl run` looks for libpawl-preload.so where it lies seen from itself, so that both may be moved.
file(RELATIVE_PATH PAWL_LIBDIR_FROM_BINDIR
  ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
set_source_files_properties(tools/pawl/run_preload.c PROPERTIES
  COMPILE_DEFINITIONS "PAWL_LIBDIR_FROM_BINDIR=\"${PAWL_LIBDIR_FROM_BINDIR}\"")

if(bench_sources)
  add_library(pawl_bench STATIC ${bench_sources})
  pawl_settings(pawl_bench)
  target_include_directories(pawl_bench PRIVATE
    ${PROJECT_SOURCE_DIR}/bench ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(pawl_bench PUBLIC pawl_tools) # and back: `pawl bench` calls it
  target_link_libraries(pawl_tools PUBLIC pawl_bench)
endif()

file(GLOB tool_main CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tools/pawl/main.c)
if(tool_main)
  add_executable(pawl_command ${tool_main})
  pawl_settings(pawl_command)
  set_target_properties(pawl_command PROPERTIES OUTPUT_NAME pawl)
  target_link_libraries(pawl_command PRIVATE pawl_tools)
endif()
