# pawl_pprof: pprof's messages as C, from profile.proto by protoc-c, and zlib to compress them.

find_package(PkgConfig REQUIRED)
pkg_check_modules(PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
find_program(PROTOC_C protoc-c REQUIRED)

set(pprof_folder ${PROJECT_BINARY_DIR}/generated)
file(MAKE_DIRECTORY ${pprof_folder})
add_custom_command(
  OUTPUT ${pprof_folder}/profile.pb-c.c ${pprof_folder}/profile.pb-c.h
  COMMAND ${PROTOC_C} --c_out=${pprof_folder} --proto_path=${PROJECT_SOURCE_DIR}/tools/pawl
    ${PROJECT_SOURCE_DIR}/tools/pawl/profile.proto
  DEPENDS ${PROJECT_SOURCE_DIR}/tools/pawl/profile.proto
  COMMENT "Generating profile.pb-c.c" VERBATIM)

# Not ours to warn about: SYSTEM for those who include the header, no pawl_settings for the source.
add_library(pawl_pprof STATIC ${pprof_folder}/profile.pb-c.c)
target_include_directories(pawl_pprof SYSTEM PUBLIC ${pprof_folder})
target_link_libraries(pawl_pprof PUBLIC PkgConfig::PROTOBUF_C PkgConfig::ZLIB)
