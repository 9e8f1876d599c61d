# How a folder becomes a target: every folder of the tree is one static library, every folder of
# tests one executable. Sources are the folder's own .cc files.

# The fuzzers see into what they call only when that reports its coverage too.
if(LEVYBRIDGE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# All tests, or all fuzzers, as one thing to build.
add_custom_target(levybridge_tests)
add_custom_target(levybridge_fuzzers)

# levybridge_library(NAME DEPENDS target...): the .cc files of this folder as `levybridge_NAME`.
function(levybridge_library name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  if(sources)
    add_library(levybridge_${name} STATIC ${sources})
    target_link_libraries(levybridge_${name} PUBLIC levybridge_flags ${arg_DEPENDS})
  else()
    add_library(levybridge_${name} INTERFACE)
    target_link_libraries(levybridge_${name} INTERFACE levybridge_flags ${arg_DEPENDS})
  endif()
endfunction()

# Sets `result` to ON when any of the given targets links gRPC, however indirectly.
function(levybridge_reaches_grpc result)
  set(waiting ${ARGN})
  set(seen)
  while(waiting)
    list(POP_FRONT waiting target)
    if(target MATCHES "gRPC::|levybridge_proto")
      set(${result} ON PARENT_SCOPE)
      return()
    endif()
    if(target MATCHES "^levybridge_" AND TARGET ${target} AND NOT target IN_LIST seen)
      list(APPEND seen ${target})
      get_target_property(linked ${target} INTERFACE_LINK_LIBRARIES)
      if(linked)
        list(APPEND waiting ${linked})
      endif()
    endif()
  endwhile()
  set(${result} OFF PARENT_SCOPE)
endfunction()

# levybridge_test(NAME DEPENDS target... [LABEL label] [TIMEOUT seconds] [WHOLE]): this folder's
# .cc files as one executable `NAME_test`. The label defaults to the kind of test, which is the
# folder below tests/. ctest knows unit, contract and property tests case by case; the others, or
# with WHOLE, run as one, since their cases share servers and certificates.
function(levybridge_test name)
  cmake_parse_arguments(arg "WHOLE" "LABEL;TIMEOUT" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  if(NOT sources)
    return()
  endif()
  if(NOT arg_LABEL)
    file(RELATIVE_PATH below ${PROJECT_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
    string(REGEX REPLACE "/.*" "" arg_LABEL "${below}")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()

  add_executable(${name}_test ${sources})
  set_target_properties(${name}_test PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  target_link_libraries(${name}_test PRIVATE
    levybridge_flags ${arg_DEPENDS} GTest::gmock GTest::gtest_main)

  # The distribution's gRPC is not built for the thread sanitizer and would drown it in noise.
  if(LEVYBRIDGE_SKIP_GRPC_TESTS OR LEVYBRIDGE_SANITIZE STREQUAL "thread")
    levybridge_reaches_grpc(uses_grpc ${arg_DEPENDS})
    if(uses_grpc)
      set_target_properties(${name}_test PROPERTIES EXCLUDE_FROM_ALL ON)
      return()
    endif()
  endif()
  add_dependencies(levybridge_tests ${name}_test)

  if(arg_WHOLE OR arg_LABEL MATCHES "integration|e2e")
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT})
  else()
    gtest_discover_tests(${name}_test
      TEST_PREFIX "${name}."
      DISCOVERY_MODE PRE_TEST
      PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT})
  endif()
endfunction()

# levybridge_fuzz(NAME DEPENDS target...): this folder's .cc files, which define
# LLVMFuzzerTestOneInput, as the libFuzzer program `NAME_fuzz`; nothing without LEVYBRIDGE_FUZZ.
function(levybridge_fuzz name)
  if(NOT LEVYBRIDGE_FUZZ)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_executable(${name}_fuzz ${sources})
  set_target_properties(${name}_fuzz PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  target_compile_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
  target_link_libraries(${name}_fuzz PRIVATE levybridge_flags ${arg_DEPENDS})
  add_dependencies(levybridge_fuzzers ${name}_fuzz)
endfunction()
