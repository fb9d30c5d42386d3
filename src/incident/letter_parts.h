// What the parts of LetterWriter share. Not for others.
#pragma once

#include <array>
#include <map>
#include <vector>

#include "incident/letters.h"
#include "incident/pdf_pages.h"

namespace tipstaff::incident {

struct Block {
  enum Kind { kParagraph, kHeading, kPoint } kind = kParagraph;
  std::string text;
};
std::vector<Block> blocks_of(std::string_view text);

struct LetterWriter::Desk {
  explicit Desk(LetterFacts all) : facts(std::move(all)) {}
  LetterFacts facts;
  Typesetter typesetter;
  std::map<std::array<std::uint32_t, 3>, std::vector<Block>> bodies;

  const std::vector<Block>& body(const Addressee& to);
};

Result<Plaintext> draw_letter(Typesetter& typesetter, const LetterFacts& facts, const std::vector<Block>& body,
                              const Addressee& to);
Result<Plaintext> write_mail(const LetterFacts& facts, const std::vector<Block>& body, const Addressee& to,
                             std::string_view message_id);

// "22 November 2026", London's calendar being UTC's within an hour.
std::string plain_date(Instant at);
std::string subject_line(const LetterFacts& facts, bool supplement);

}  // namespace tipstaff::incident
