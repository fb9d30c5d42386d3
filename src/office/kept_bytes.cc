#include "office/kept_bytes.h"

#include <fmt/format.h>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "office/disclosure_sql.h"

namespace tipstaff::office {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;

std::string place_of(std::uint64_t disclosure, std::uint64_t piece, std::uint64_t size) {
  return fmt::format("tipstaff published bytes {} {} {}", disclosure, piece, size);
}

}  // namespace

Result<void> prepare_kept_bytes(db::Database& db) { return db.script(sql::kPublishedSchema); }

Result<Bytes> keep_bytes(ledger::Write& write, std::uint64_t disclosure, ByteView content) {
  const Plaintext key = crypto::new_key(write.random());
  for (std::uint64_t piece = 0; piece * kPiece < content.size(); ++piece) {
    const ByteView part = content.subspan(piece * kPiece, std::min(kPiece, content.size() - piece * kPiece));
    const Bytes box = crypto::seal(key, as_bytes(place_of(disclosure, piece, content.size())), part, write.random());
    TRY(write.db().run(sql::kInsertPublished, {db::number(disclosure), db::number(piece), ByteView(box)}));
  }
  return to_bytes(key.reveal());
}

Result<void> drop_bytes(ledger::Write& write, std::uint64_t disclosure) {
  return write.db().run(sql::kDeletePublished, {db::number(disclosure)});
}

Result<Bytes> kept_bytes(db::Database& db, std::uint64_t disclosure, ByteView key, std::uint64_t size,
                         const Hash& sha256) {
  const Plaintext opens = Plaintext::copy_of(key);
  Bytes out;
  std::uint64_t expected = 0;
  TRY(db.query(sql::kPublished, {db::number(disclosure)}, [&](const db::Row& row) -> Result<void> {
    if (row.number(0) != expected) return {};  // a piece is missing: the sum below differs
    TRY_ASSIGN(const Plaintext part, crypto::open(opens, as_bytes(place_of(disclosure, expected, size)), row.bytes(1)));
    ++expected;
    append(out, part.reveal());
    return {};
  }));
  if (crypto::sha256(out) != sha256)
    return fail(Code::kTampered,
                fmt::format("the kept bytes of disclosure {} are not those that were published", disclosure));
  return out;
}

}  // namespace tipstaff::office
