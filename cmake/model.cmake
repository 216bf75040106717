# pawl-model: the very sources of park, sema and sync once more, against a deterministic scheduler.
# src/sim/shadow comes first on the include path and replaces the atomics.

pawl_sources(sim_sources src/sim src/sim/clients src/sim/scheduler)
if(NOT PAWL_TOOLS OR NOT sim_sources OR PAWL_SANITIZE)
  return() # the scheduler switches and copies stacks, which sanitizers take for corruption
endif()

# src/sim/kernel.c plays the kernel's and the machine's part: futex, parkers, spinning, the process.
# The bucket lock exists twice there, simulated and real, the real one under another name; and what
# goes on in the queues is watched on its way to the real functions, under other names too.
pawl_sources(sim_subjects src/park src/sema src/sync src/chan)
list(FILTER sim_subjects EXCLUDE
  REGEX "/src/park/(agent|cpu|futex_[a-z]*|lowlock|pool|sleepers|spin)\\.c$")
list(FILTER sim_subjects EXCLUDE REGEX "/src/sema/(instance|overdue|table)\\.c$")
list(FILTER sim_subjects EXCLUDE REGEX "/src/chan/chan\\.c$")
set(sim_editions m2008 m2011 m2015 m2016 pawl textbook busted)
list(TRANSFORM sim_editions REPLACE ".+" ${PROJECT_SOURCE_DIR}/editions/\\0.c)
list(APPEND sim_subjects ${PROJECT_SOURCE_DIR}/src/base/hook.c ${sim_editions})

# The scheduler of goroutines. src/sim/scheduler has the rest: sources together with what changes in
# them, and what they stand on.
foreach(name IN ITEMS done blocking error exceptions leave ready runq schedule task)
  list(APPEND sim_subjects ${PROJECT_SOURCE_DIR}/src/goroutine/${name}.c)
endforeach()
list(APPEND sim_subjects ${PROJECT_SOURCE_DIR}/src/base/heap.c)

add_library(pawl_model_lowlock OBJECT ${PROJECT_SOURCE_DIR}/src/park/lowlock.c)
target_compile_definitions(pawl_model_lowlock PRIVATE
  pawl_lowlock_lock_=sim_real_lowlock_lock_ pawl_lowlock_unlock_=sim_real_lowlock_unlock_)
add_library(pawl_model_table OBJECT ${PROJECT_SOURCE_DIR}/src/sema/table.c)
target_compile_definitions(pawl_model_table PRIVATE
  pawl_queue_insert_=sim_real_queue_insert_ pawl_queue_remove_=sim_real_queue_remove_)

# The preload's condition variables, with the checker's cancellation.
add_library(pawl_model_cond OBJECT ${PROJECT_SOURCE_DIR}/preload/cond.c)

# Channels lie in the memory that the checker knows.
add_library(pawl_model_chan OBJECT ${PROJECT_SOURCE_DIR}/src/chan/chan.c)
target_compile_definitions(pawl_model_chan PRIVATE
  aligned_alloc=sim_chan_alloc free=sim_chan_free)

add_executable(pawl_model
  ${sim_sources} ${sim_subjects}
  $<TARGET_OBJECTS:pawl_model_lowlock> $<TARGET_OBJECTS:pawl_model_table>
  $<TARGET_OBJECTS:pawl_model_cond> $<TARGET_OBJECTS:pawl_model_chan>)
set_target_properties(pawl_model PROPERTIES OUTPUT_NAME pawl-model)
target_link_libraries(pawl_model PRIVATE Threads::Threads)

# An interleaving must run the same way twice: no value may come from an uninitialised variable.
include(CheckCCompilerFlag)
set(zero_init -ftrivial-auto-var-init=zero)
check_c_compiler_flag(${zero_init} PAWL_HAVE_ZERO_INIT)
if(NOT PAWL_HAVE_ZERO_INIT) # clang before 16 wants to hear that we know it is experimental there
  list(APPEND zero_init -enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang)
  check_c_compiler_flag("${zero_init}" PAWL_HAVE_ZERO_INIT_CLANG14)
endif()

set(sim_engine breadth cycle explore graph hash kept machine random visited)
list(TRANSFORM sim_engine REPLACE ".+" ${PROJECT_SOURCE_DIR}/src/sim/\\0.c)
set_source_files_properties(${sim_engine} PROPERTIES COMPILE_OPTIONS -O2)

foreach(target
    pawl_model pawl_model_lowlock pawl_model_table pawl_model_cond pawl_model_chan)
  pawl_settings(${target})
  target_include_directories(${target} PRIVATE
    ${PROJECT_SOURCE_DIR}/src/sim/shadow ${PROJECT_SOURCE_DIR}/src/sim
    ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR})
  # One bucket: all addresses meet. Two CPUs. A ring that is full soon.
  target_compile_definitions(${target} PRIVATE
    PAWL_SEMTAB_SIZE=1 PAWL_RWMUTEX_WIDE_SLOTS=2 PAWL_RUNQ_SIZE=4u)
  # Dead values in registers and spill slots make equal states look different: unoptimised code has
  # the fewest, a third of -O2's states. What does not run on the threads' stacks may be fast.
  target_compile_options(${target} PRIVATE -O0)
  if(PAWL_HAVE_ZERO_INIT OR PAWL_HAVE_ZERO_INIT_CLANG14)
    target_compile_options(${target} PRIVATE ${zero_init})
  endif()
endforeach()

target_compile_options(pawl_model_cond PRIVATE
  -include ${PROJECT_SOURCE_DIR}/src/sim/shadow/pthread_cancel.h)

if(NOT PAWL_TESTS)
  return()
endif()

# One ctest test per client, asked from the program once it is built, so that clients run side by
# side and a new one is registered by being there.
set(model_tests ${PROJECT_BINARY_DIR}/model_tests.cmake)
add_custom_command(TARGET pawl_model POST_BUILD VERBATIM
  COMMAND ${CMAKE_COMMAND} -DMODEL=$<TARGET_FILE:pawl_model> -DTESTS=${model_tests}
    -P ${PROJECT_SOURCE_DIR}/cmake/list-models.cmake)
file(WRITE ${PROJECT_BINARY_DIR}/model_include.cmake
  "if(EXISTS \"${model_tests}\")\n  include(\"${model_tests}\")\nendif()\n")
set_property(DIRECTORY APPEND PROPERTY
  TEST_INCLUDE_FILES ${PROJECT_BINARY_DIR}/model_include.cmake)
