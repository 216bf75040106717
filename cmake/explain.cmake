# The texts of `pawl explain`: files in tools/pawl/explain, made into one C file by the build.
#
# Run with cmake -P it makes that file: -DTEXTS=folder -DOUT=file.
if(CMAKE_SCRIPT_MODE_FILE)
  cmake_minimum_required(VERSION 3.21)
  file(STRINGS ${TEXTS}/KINDS kinds REGEX "^[a-z]")
  file(STRINGS ${TEXTS}/VET_KINDS vet_kinds REGEX "^[a-z]")
  set(code "// Made from tools/pawl/explain/*.txt by cmake/explain.cmake.\n")
  string(APPEND code "#include \"explain.h\"\n\n")
  set(table "")
  set(number 0)
  foreach(kind IN LISTS kinds vet_kinds)
    file(READ ${TEXTS}/${kind}.txt bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(APPEND code "static const char text_${number}[] = {${bytes} 0};\n")
    set(by_vet 0)
    if(kind IN_LIST vet_kinds)
      set(by_vet 1)
    endif()
    string(APPEND table "    {\"${kind}\", text_${number}, ${by_vet}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  string(APPEND table "    {0, 0, 0},\n")
  string(APPEND code "\nconst struct explain_text explain_texts[] = {\n${table}};\n")
  file(WRITE ${OUT} "${code}")
  return()
endif()

file(GLOB explain_texts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tools/pawl/explain/*.txt)
set(PAWL_EXPLAIN_C ${PROJECT_BINARY_DIR}/explain_texts.c)
add_custom_command(OUTPUT ${PAWL_EXPLAIN_C}
  COMMAND ${CMAKE_COMMAND} -DTEXTS=${PROJECT_SOURCE_DIR}/tools/pawl/explain -DOUT=${PAWL_EXPLAIN_C}
    -P ${PROJECT_SOURCE_DIR}/cmake/explain.cmake
  DEPENDS ${explain_texts} ${PROJECT_SOURCE_DIR}/tools/pawl/explain/KINDS
    ${PROJECT_SOURCE_DIR}/tools/pawl/explain/VET_KINDS
    ${PROJECT_SOURCE_DIR}/cmake/explain.cmake
  VERBATIM)
