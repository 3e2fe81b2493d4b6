#include "base/sha256.hpp"

#include <gmock/gmock.h>

#include "base/check.hpp"
#include "base/file.hpp"

namespace tradewind {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// The examples of FIPS 180-4 (NIST, "SHA256.pdf") and of NIST's long-message test.
constexpr std::string_view of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view of_two_blocks = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
constexpr std::string_view of_a_million_a = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, MatchesTheStandardsExamples) {
  EXPECT_EQ(sha256(""), of_nothing);
  EXPECT_EQ(sha256("abc"), of_abc);
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), of_two_blocks);
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')), of_a_million_a);
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
  const std::filesystem::path path = testing::TempDir() + "sha256_test";
  write_file_atomically(path, std::string(1'000'000, 'a'));  // sixteen pieces
  EXPECT_EQ(sha256_file(path), of_a_million_a);
  std::filesystem::remove(path);
}

TEST(Sha256, OfAMissingFileNamesPathAndReason) {
  EXPECT_THAT([] { sha256_file("no/such/file"); },
              testing::ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr("no/such/file"), HasSubstr("No such file"))));
}

}  // namespace
}  // namespace tradewind
