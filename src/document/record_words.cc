#include "document/record_words.h"

#include <algorithm>

#include "document/letters.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kShortestRun = 6, kShortestWords = 9, kProse = 6;
// So many letters in words that stand alone are a list (as Leftovers has it).
constexpr std::size_t kList = 240, kMostSingle = 1000;

std::size_t plain_letters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }));
}
std::size_t points_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}
// Bytes that are no text read as letters with accents for the most part.
bool is_noise(std::string_view run) {
  const auto strange = static_cast<std::size_t>(
      std::ranges::count_if(run, [](char c) { return static_cast<unsigned char>(c) >= 0xc0; }));  // each once
  return strange * 4 > points_in(run);
}

bool is_address(std::string_view run) {
  const std::size_t at = run.find('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view behind = run.substr(at + 1);
  return plain_letters_in(run.substr(0, at)) > 1 && plain_letters_in(behind) > 3 &&
         behind.find('.', 1) != std::string_view::npos;
}

}  // namespace

void RecordWords::keep(std::string_view words) {
  words_.cell(words);
  words_.end_row();
}

void RecordWords::judge(std::string_view run) {
  if (is_noise(run)) return;
  const std::size_t letters = plain_letters_in(run);
  if (points_in(run) >= kShortestWords && (reads_as_words(run) || is_address(run))) return keep(run);
  if (letters < kShortestRun || letters * 2 < run.size() || single_.size() >= kMostSingle) return;
  if (single_.emplace(run).second) single_letters_ += letters;
}

void RecordWords::add(ByteView bytes) {
  for (const std::string& run : readable_runs(bytes, kShortestRun)) judge(run);
}

void RecordWords::add_beside(ByteView bytes, std::string_view said) {
  for (std::string run : readable_runs(bytes, kShortestRun)) {
    if (said.find(run) != std::string_view::npos) continue;
    // A length or flag before a text can look like its first letter.
    const auto first = std::ranges::find_if(run.begin() + 1, run.end(),
                                            [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
    if (said.find(std::string_view(first, run.end())) != std::string_view::npos) continue;
    if (const std::size_t at = said.empty() ? std::string::npos : run.find(said); at != std::string::npos)
      run.erase(at, said.size());
    judge(run);
  }
}

void RecordWords::text(std::string_view text) {
  if (!is_blank(text)) judge(text);
}

void RecordWords::remark(std::string_view text) {
  if (is_remark(text)) keep(text);
}
void RecordWords::remarks(ByteView bytes) {
  for (const std::string& run : readable_runs(bytes, kShortestRun))
    if (!is_noise(run)) remark(run);
}

void RecordWords::prose(ByteView bytes) {
  for (const std::string& run : readable_runs(bytes, kShortestRun))
    if (!is_noise(run) && is_remark(run) && has_words(run, kProse)) keep(run);
}

void RecordWords::name(std::string_view name) {
  while (name.ends_with(' ')) name.remove_suffix(1);
  if (is_more_than_a_name(name)) keep(name);
}
void RecordWords::names(ByteView bytes) {
  for (const std::string& run : readable_runs(bytes, kShortestRun))
    if (!is_noise(run)) name(run);
}

void RecordWords::labels(ByteView bytes) {
  for (const std::string& run : readable_runs(bytes, kShortestRun))
    if (!is_noise(run) && (is_more_than_a_name(run) || is_remark(run))) keep(run);
}

void RecordWords::close(std::string_view part, std::string_view place, Trait trait) {
  if (single_letters_ >= kList)
    for (const std::string& word : single_) keep(word);
  single_.clear();
  single_letters_ = 0;
  words_.close(trait, part, place);
}

}  // namespace tipstaff::document
