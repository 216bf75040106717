# Run after pawl-model was built: writes a ctest file with one test for each client that is done
# in seconds.
# MODEL is the program, TESTS the file. The first word of a line of the list is the client's name.

execute_process(COMMAND ${MODEL} --list --quick OUTPUT_VARIABLE list COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "\n$" "" list "${list}")
string(REPLACE "\n" ";" lines "${list}")

set(text "")
foreach(line IN LISTS lines)
  if(line MATCHES "^([A-Za-z0-9_./-]+)")
    set(name ${CMAKE_MATCH_1})
    string(APPEND text "add_test([=[model/${name}]=] [=[${MODEL}]=] --client [=[${name}]=])\n"
      "set_tests_properties([=[model/${name}]=] PROPERTIES LABELS model TIMEOUT 1200)\n")
  endif()
endforeach()
file(WRITE ${TESTS} "${text}")
