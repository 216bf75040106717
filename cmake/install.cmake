# What `make install` puts where, and how a consumer finds it: CMake package and pkg-config file.

include(CMakePackageConfigHelpers)

set(PAWL_CMAKEDIR ${CMAKE_INSTALL_LIBDIR}/cmake/pawl)

install(TARGETS pawl pawl_static EXPORT pawlTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
foreach(program pawl_command pawl_vet pawl_model pawl_preload pawl_check)
  if(TARGET ${program})
    install(TARGETS ${program})
  endif()
endforeach()
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")

# ---- CMake: find_package(pawl) gives pawl::pawl and pawl::pawl_static ----
install(EXPORT pawlTargets NAMESPACE pawl:: DESTINATION ${PAWL_CMAKEDIR})
configure_package_config_file(cmake/pawlConfig.cmake.in ${PROJECT_BINARY_DIR}/pawlConfig.cmake
  INSTALL_DESTINATION ${PAWL_CMAKEDIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/pawlConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/pawlConfig.cmake ${PROJECT_BINARY_DIR}/pawlConfigVersion.cmake
  DESTINATION ${PAWL_CMAKEDIR})

# ---- pkg-config: filled in while installing, because only then the prefix is known ----
foreach(dir LIBDIR INCLUDEDIR)
  set(PAWL_PC_${dir} ${CMAKE_INSTALL_${dir}})
  if(NOT IS_ABSOLUTE ${CMAKE_INSTALL_${dir}})
    set(PAWL_PC_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
  endif()
endforeach()
install(CODE "
  set(PROJECT_DESCRIPTION [[${PROJECT_DESCRIPTION}]])
  set(PROJECT_VERSION [[${PROJECT_VERSION}]])
  set(PAWL_PC_LIBDIR [[${PAWL_PC_LIBDIR}]])
  set(PAWL_PC_INCLUDEDIR [[${PAWL_PC_INCLUDEDIR}]])
  configure_file([[${PROJECT_SOURCE_DIR}/pawl.pc.in]] [[${PROJECT_BINARY_DIR}/pawl.pc]] @ONLY)")
install(FILES ${PROJECT_BINARY_DIR}/pawl.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# ---- gdb: the scripts, and for each shared library the file by which gdb finds them (docs/gdb.md).
# gdb looks in DATADIR/gdb/auto-load for the path of the library itself, all links followed. ----
install(DIRECTORY tools/gdb/ DESTINATION ${CMAKE_INSTALL_DATADIR}/pawl/gdb
  FILES_MATCHING PATTERN "*.py" PATTERN __pycache__ EXCLUDE)
set(PAWL_AUTOLOADED libpawl.so.${PROJECT_VERSION})
if(TARGET pawl_preload)
  list(APPEND PAWL_AUTOLOADED libpawl-preload.so)
endif()
install(CODE "
  cmake_path(ABSOLUTE_PATH CMAKE_INSTALL_PREFIX OUTPUT_VARIABLE prefix)
  cmake_path(APPEND prefix [[${CMAKE_INSTALL_DATADIR}]] OUTPUT_VARIABLE data)
  cmake_path(APPEND prefix [[${CMAKE_INSTALL_LIBDIR}]] OUTPUT_VARIABLE libraries)
  foreach(library ${PAWL_AUTOLOADED})
    set(file \"\${data}/gdb/auto-load\${libraries}/\${library}-gdb.py\")
    message(STATUS \"Installing: \$ENV{DESTDIR}\${file}\")
    file(WRITE \"\$ENV{DESTDIR}\${file}\"
      \"import sys\\n\\nsys.path.insert(0, '\${data}/pawl/gdb')\\nimport pawl_gdb.all\\n\")
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES \"\${file}\")
  endforeach()")

# ---- words ----
foreach(section 1 3 5 7)
  file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
file(GLOB documents CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md
  ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/docs/*.md)
install(FILES ${documents} DESTINATION ${CMAKE_INSTALL_DOCDIR})
