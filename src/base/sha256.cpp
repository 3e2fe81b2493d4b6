#include "base/sha256.hpp"

#include <sha256.h>  // of libmd; needs <sys/types.h>, which the standard headers above bring

#include <array>
#include <cstdint>

#include "base/file.hpp"

namespace tradewind {
namespace {

class Digest {
 public:
  Digest() { SHA256_Init(&state_); }
  void add(std::string_view text) {
    SHA256_Update(&state_, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  }
  std::string hexadecimal() {
    std::array<char, SHA256_DIGEST_STRING_LENGTH> digits{};
    return SHA256_End(&state_, digits.data());
  }

 private:
  SHA256_CTX state_{};
};

}  // namespace

std::string sha256(std::string_view text) {
  Digest digest;
  digest.add(text);
  return digest.hexadecimal();
}

std::string sha256_file(const std::filesystem::path& path) {
  Digest digest;
  read_pieces(path, [&](std::string_view piece) { digest.add(piece); });
  return digest.hexadecimal();
}

}  // namespace tradewind
