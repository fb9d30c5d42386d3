#include "ledger/note.h"

#include <gtest/gtest.h>

#include "ledger/checkpoint.h"
#include "ledger/tree.h"

namespace tipstaff::ledger {
namespace {

NoteSigner signer(std::string name, NoteKeyType type = NoteKeyType::kEd25519) {
  SystemRandom random;
  return {std::move(name), type, crypto::new_ed25519_key(random)};
}

// The example key of C2SP signed-note and of golang.org/x/mod/sumdb/note, which states both texts.
TEST(Note, KeyTextsAreThoseOfTheStandard) {
  const auto skey =
      parse_skey(Plaintext::copy_of("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"));
  ASSERT_TRUE(skey) << skey.error().text();
  EXPECT_EQ(skey->verifier().text(), "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_EQ(skey->secret_text().reveal_text(),
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz");
  const std::string text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  Note note{text, {sign_text(text, *skey)}};
  EXPECT_EQ(format_note(note),
            text +
                "\n— PeterNeumann "
                "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
  const VerifierKey vkey = *parse_vkey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_TRUE(verify_note(*parse_note(as_bytes(format_note(note))), vkey));
}

TEST(Note, KeysThatDoNotFitAreRefused) {
  const std::string good = signer("ledger.example").verifier().text();
  EXPECT_TRUE(parse_vkey(good));
  std::string other = good;
  other[0] = 'm';
  EXPECT_EQ(parse_vkey(other).error().code(), Code::kTampered);
  for (const char* text :
       {"", "+", "a", "a+b", "a+00000000+", "a+0000000g+AAAA", "a b+00000000+AAAA", "+00000000+AAAA"})
    EXPECT_FALSE(parse_vkey(text)) << text;
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(parse_vkey(good.substr(0, size)));
  EXPECT_FALSE(parse_skey(Plaintext::copy_of(good)));
}

TEST(Note, NamesAreChecked) {
  for (const char* name : {"ledger.example/roll", "Überwachung", "日本"}) EXPECT_TRUE(is_key_name(name)) << name;
  for (const char* name :
       {"", "a b", "a+b", "a\u2003b", "a\nb", "\xc0\x80", "\xed\xa0\x80", "\xff", "\xe2\x80", "a\u3000"})
    EXPECT_FALSE(is_key_name(name)) << name;
}

TEST(Note, HostileNotesAreRefused) {
  const NoteSigner key = signer("l");
  Note note{"text\n\nwith an empty line\n", {}};
  note.signatures.push_back(sign_text(note.text, key));
  const std::string good = format_note(note);
  const auto parsed = parse_note(as_bytes(good));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->text, note.text);
  EXPECT_TRUE(verify_note(*parsed, key.verifier()));
  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto cut = parse_note(as_bytes(good).first(size));
    EXPECT_FALSE(cut && verify_note(*cut, key.verifier())) << size;
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] ^= 2;
    const auto flipped = parse_note(as_bytes(bad));
    EXPECT_FALSE(flipped && verify_note(*flipped, key.verifier())) << at;
  }
  for (const std::string& bad : std::vector<std::string>{std::string("\n\n"), "a\n\n", "a\n\n— l\n", "a\n\n— l AAAA\n",
                                                         "a\n\n- l AAAAAAAA\n", "a\r\n\n" + good, good + "\n",
                                                         good + "x", "a\tb\n\n" + format_signature(note.signatures[0])})
    EXPECT_FALSE(parse_note(as_bytes(bad))) << bad;
  std::string many = "a\n\n";
  for (std::size_t i = 0; i <= kMostNoteSignatures; ++i) many += format_signature(note.signatures[0]);
  EXPECT_FALSE(parse_note(as_bytes(many)));
  EXPECT_FALSE(parse_note(Bytes(kLargestNoteBytes + 1, 'a')));
}

TEST(Note, Base64HasAsciiOnly) {
  // libsodium's decoder takes bytes beyond ASCII for digits.
  const std::string good = base64(leaf_hash(as_bytes("x")));
  for (int c = 0; c < 256; ++c) {
    std::string bad = good;
    bad[5] = static_cast<char>(c);
    const auto parsed = parse_checkpoint("l\n1\n" + bad + "\n");
    EXPECT_TRUE(!parsed || base64(parsed->root) == bad) << c;
  }
}

TEST(Checkpoint, TextIsThatOfTheStandard) {
  const Checkpoint checkpoint{"ledger.example", 42, leaf_hash(as_bytes("x")), {"more"}};
  const std::string text = format_checkpoint(checkpoint);
  EXPECT_EQ(text, "ledger.example\n42\n" + base64(checkpoint.root) + "\nmore\n");
  const auto parsed = parse_checkpoint(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->size, 42U);
  EXPECT_EQ(parsed->root, checkpoint.root);
  EXPECT_EQ(parsed->extensions, checkpoint.extensions);
  const std::string root = base64(checkpoint.root);
  for (const std::string& bad :
       std::vector<std::string>{std::string(), std::string("a"), "a\n1\n" + root, "\n1\n" + root + "\n",
                                "a\n01\n" + root + "\n", "a\n-1\n" + root + "\n", "a\n+1\n" + root + "\n",
                                "a\n18446744073709551616\n" + root + "\n", "a\n1 \n" + root + "\n", "a\n1\nAAAA\n",
                                "a\n1\n" + root + "\n\n", "a\n1\n" + root + "\nmore", "a\n\n" + root + "\n"})
    EXPECT_FALSE(parse_checkpoint(bad)) << bad;
}

TEST(Checkpoint, OnlyTheLedgersOwnKeyOpensIt) {
  const NoteSigner log = signer("ledger.example");
  const Checkpoint checkpoint{"ledger.example", 7, {}, {}};
  const std::string note = sign_checkpoint(checkpoint, log);
  EXPECT_EQ(open_checkpoint(as_bytes(note), log.verifier())->size, 7U);
  EXPECT_EQ(open_checkpoint(as_bytes(note), signer("ledger.example").verifier()).error().code(), Code::kNotFound);
  const std::string lent = sign_checkpoint({"other.example", 7, {}, {}}, log);
  EXPECT_EQ(open_checkpoint(as_bytes(lent), log.verifier()).error().code(), Code::kTampered);
  std::string altered = note;
  altered[altered.find("\n7\n") + 1] = '8';
  EXPECT_EQ(open_checkpoint(as_bytes(altered), log.verifier()).error().code(), Code::kTampered);
}

TEST(Checkpoint, CosignaturesBindTextAndTime) {
  const NoteSigner log = signer("ledger.example");
  const NoteSigner witness = signer("witness.example", NoteKeyType::kCosignature);
  const std::string note = sign_checkpoint({"ledger.example", 7, {}, {}}, log);
  const std::string text = parse_note(as_bytes(note))->text;
  const Instant at = *parse_instant("2026-11-22T09:30:00Z");
  const std::string line = format_signature(sign_text(text, witness, at));
  const std::string both = *with_cosignature(note, line, witness.verifier());
  EXPECT_TRUE(open_checkpoint(as_bytes(both), log.verifier()));
  const auto seen = *cosignatures(as_bytes(both), {witness.verifier(), log.verifier()});
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].witness, "witness.example");
  EXPECT_EQ(seen[0].at, at);
  EXPECT_TRUE(cosignatures(as_bytes(note), {witness.verifier()})->empty());

  NoteSignature moved = sign_text(text, witness, at);
  moved.signature[7] ^= 1;  // another time
  EXPECT_EQ(with_cosignature(note, format_signature(moved), witness.verifier()).error().code(), Code::kTampered);
  const std::string newer = *with_cosignature(
      both, format_signature(sign_text(text, witness, at + std::chrono::hours(1))), witness.verifier());
  EXPECT_EQ(parse_note(as_bytes(newer))->signatures.size(), 2U);
  EXPECT_EQ((*cosignatures(as_bytes(newer), {witness.verifier()}))[0].at, at + std::chrono::hours(1));
  EXPECT_EQ(with_cosignature(note, format_signature(sign_text(text, log)), witness.verifier()).error().code(),
            Code::kNotFound);
}

}  // namespace
}  // namespace tipstaff::ledger
