# pawl-vet: finds lock mistakes in C sources, on libclang's C interface. A program of its own, so
# that the other subcommands of pawl do not load a compiler; `pawl vet` runs it.
#
# Run with cmake -P it makes the tables of vet/locks/builtin into one C file: -DTABLES=folder
# -DOUT=file.
if(CMAKE_SCRIPT_MODE_FILE)
  cmake_minimum_required(VERSION 3.21)
  file(GLOB tables ${TABLES}/*.conf)
  set(code "// Made from vet/locks/builtin/*.conf by cmake/vet.cmake.\n")
  string(APPEND code "#include \"vet/locks/rules.h\"\n\n")
  set(list "")
  foreach(table IN LISTS tables)
    cmake_path(GET table STEM name)
    file(READ ${table} bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(APPEND code "static const char ${name}_conf[] = {${bytes} 0};\n")
    string(APPEND list "    {\"${name}\", ${name}_conf},\n")
  endforeach()
  string(APPEND code "\nconst struct lock_table lock_tables[] = {\n${list}    {0, 0},\n};\n")
  file(WRITE ${OUT} "${code}")
  return()
endif()

if(NOT TARGET pawl_tools) # only the library is built
  return()
endif()

# 19 is the first whose C interface tells operators apart.
find_path(LIBCLANG_INCLUDE clang-c/Index.h
  PATHS /usr/lib/llvm-19/include /usr/lib/llvm-20/include /usr/lib/llvm-21/include NO_DEFAULT_PATH)
find_library(LIBCLANG_LIBRARY NAMES clang-19 clang
  PATHS /usr/lib/llvm-19/lib /usr/lib/llvm-20/lib /usr/lib/llvm-21/lib NO_DEFAULT_PATH)
pawl_sources(vet_sources vet/model vet/front vet/locks vet/flow vet/checks vet/report)
if(NOT vet_sources OR NOT LIBCLANG_INCLUDE OR NOT LIBCLANG_LIBRARY)
  return()
endif()

set(vet_tables_folder ${PROJECT_SOURCE_DIR}/vet/locks/builtin)
file(GLOB vet_tables CONFIGURE_DEPENDS ${vet_tables_folder}/*.conf)
add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/lock_tables.c
  COMMAND ${CMAKE_COMMAND} -DTABLES=${vet_tables_folder} -DOUT=${PROJECT_BINARY_DIR}/lock_tables.c
    -P ${PROJECT_SOURCE_DIR}/cmake/vet.cmake
  DEPENDS ${vet_tables} ${PROJECT_SOURCE_DIR}/cmake/vet.cmake
  VERBATIM)

add_library(vet STATIC ${vet_sources} ${PROJECT_BINARY_DIR}/lock_tables.c)
pawl_settings(vet)
target_include_directories(vet PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/tools/pawl)
target_include_directories(vet SYSTEM PRIVATE ${LIBCLANG_INCLUDE})
target_link_libraries(vet PUBLIC pawl_tools ${LIBCLANG_LIBRARY})

file(GLOB vet_main CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/vet/*.c)
if(vet_main AND EXISTS ${PROJECT_SOURCE_DIR}/vet/front/front.h)
  add_executable(pawl_vet ${vet_main})
  pawl_settings(pawl_vet)
  set_target_properties(pawl_vet PROPERTIES OUTPUT_NAME pawl-vet)
  target_link_libraries(pawl_vet PRIVATE vet)
endif()
