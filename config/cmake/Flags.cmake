# Compiler and linker flags: strict warnings for our own sources (through levybridge_flags), and
# sanitizers or hardening for everything that is compiled, generated code included.
add_library(levybridge_flags INTERFACE)
target_include_directories(levybridge_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(levybridge_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror -fno-omit-frame-pointer
  # Rows pass through many small functions; -O2 leaves most of them calls.
  $<$<CONFIG:Release>:-O3>)
# GCC 12 takes std::string's own copies for overlapping ones once they are inlined (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(levybridge_flags INTERFACE -Wno-restrict)
endif()

if(LEVYBRIDGE_SANITIZE)
  add_compile_options(-fsanitize=${LEVYBRIDGE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LEVYBRIDGE_SANITIZE})
endif()

# NDEBUG is never set: checks of invariants stay on in what is shipped.
# -fPIE rather than -fPIC: everything is linked into one program, and -fPIC would keep the compiler
# from inlining across functions that a shared library could replace.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT LEVYBRIDGE_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
    -fstack-clash-protection -fPIE)
  add_link_options(-pie LINKER:-z,relro,-z,now LINKER:--as-needed)
endif()
