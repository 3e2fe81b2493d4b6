# How every part of tradewind is built: warnings, tools that speed up the build, and tradewind_library().

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
option(TRADEWIND_WERROR "Warnings are errors" OFF)
option(TRADEWIND_SWEEP "The commands sweep, pareto and report (group [sweep] of packages.txt)" OFF)
option(TRADEWIND_CALIBRATE "The commands calibrate and predict (group [calibrate] of packages.txt)" OFF)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# SimGrid 3.32 of Debian comes with pkg-config only.
find_package(PkgConfig REQUIRED)
pkg_check_modules(SIMGRID REQUIRED IMPORTED_TARGET GLOBAL simgrid=3.32)

set(TRADEWIND_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wno-missing-field-initializers  # designated initialisers leave out what has a default
    -Wno-restrict)                   # false alarms of g++ 12 (GCC bug 105651)
if(TRADEWIND_WERROR)
  list(APPEND TRADEWIND_WARNINGS -Werror)
endif()

# tradewind_library(<layer> [DIRECTORY dir] [DEPENDS lower layers and libraries seen in headers…] [PRIVATE libraries of
# the .cpp files…]): <dir>/*.cpp as one static library; headers are included as "<layer>/<file>.hpp".
function(tradewind_library name)
  cmake_parse_arguments(arg "" "DIRECTORY" "DEPENDS;PRIVATE" ${ARGN})
  if(NOT arg_DIRECTORY)
    set(arg_DIRECTORY src/${name})
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${arg_DIRECTORY}/*.cpp)
  set(kind PUBLIC)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_compile_options(${name} PRIVATE ${TRADEWIND_WARNINGS})
    target_link_libraries(${name} PRIVATE ${arg_PRIVATE})
  else()
    add_library(${name} INTERFACE)
    set(kind INTERFACE)
  endif()
  target_include_directories(${name} ${kind} ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} ${kind} ${arg_DEPENDS})
endfunction()

# tradewind_command(<name> <main file> <layer>): the program that `tradewind <name>` becomes.
function(tradewind_command name source layer)
  add_executable(tradewind-${name} ${source})
  target_link_libraries(tradewind-${name} PRIVATE ${layer})
  target_compile_options(tradewind-${name} PRIVATE ${TRADEWIND_WARNINGS})
  set_target_properties(tradewind-${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/libexec/tradewind)
endfunction()

# tradewind_test(<name> LIBRARIES … [LABELS fast|slow] [SOURCES …]): tests/<name>/*_test.cpp as one GoogleTest program.
function(tradewind_test name)
  cmake_parse_arguments(arg "" "" "LIBRARIES;LABELS;SOURCES" ${ARGN})
  if(NOT arg_SOURCES)
    file(GLOB arg_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*_test.cpp)
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS fast)
  endif()
  if(NOT arg_SOURCES)
    return()
  endif()
  add_executable(${name}_test ${arg_SOURCES})
  target_compile_options(${name}_test PRIVATE ${TRADEWIND_WARNINGS})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name}_test PRIVATE ${arg_LIBRARIES} GTest::gmock_main)
  gtest_discover_tests(${name}_test PROPERTIES LABELS "${arg_LABELS}" DISCOVERY_TIMEOUT 60 TIMEOUT 300)
endfunction()

# Gives a layer "tradewind_version.h": the version and the commit, looked at anew in each build.
function(tradewind_version_header layer)
  set(header ${PROJECT_BINARY_DIR}/version/tradewind_version.h)
  add_custom_target(version_header BYPRODUCTS ${header} COMMAND ${CMAKE_COMMAND} -DSOURCE_DIR=${PROJECT_SOURCE_DIR}
    -DOUTPUT=${header} -DVERSION=${PROJECT_VERSION} -P ${PROJECT_SOURCE_DIR}/cmake/version.cmake VERBATIM)
  add_dependencies(${layer} version_header)
  target_include_directories(${layer} PRIVATE ${PROJECT_BINARY_DIR}/version)
endfunction()
