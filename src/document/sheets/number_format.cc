#include "document/sheets/number_format.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostSections = 4;

// Sections, parted by semicolons that stand in no quotation marks and are no letters of their own.
std::vector<std::string_view> sections_in(std::string_view code) {
  std::vector<std::string_view> out;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '"') quoted = !quoted;
    if (quoted) continue;
    if (code[i] == '\\' || code[i] == '_' || code[i] == '*')
      ++i;
    else if (code[i] == ';') {
      out.push_back(code.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  out.push_back(code.substr(std::min(begin, code.size())));
  return out;
}

std::optional<Rgb> colour_named(const std::string& name) {
  static constexpr std::pair<std::string_view, Rgb> kNames[] = {
      {"black", 0x000000},   {"blue", 0x0000ff}, {"cyan", 0x00ffff},  {"green", 0x00ff00},
      {"magenta", 0xff00ff}, {"red", 0xff0000},  {"white", 0xffffff}, {"yellow", 0xffff00}};
  for (const auto& [known, colour] : kNames)
    if (name == known) return colour;
  unsigned number = 0;
  if (name.starts_with("color") && name.size() > 5 &&
      std::from_chars(name.data() + 5 + (name[5] == ' ' ? 1 : 0), name.data() + name.size(), number).ec ==
          std::errc() &&
      number >= 1 && number <= 56)
    return numbered_colour(number + 7);
  return std::nullopt;
}

}  // namespace

NumberFormat::Section NumberFormat::section_of(std::string_view code) {
  Section out;
  out.code = code;
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      out.words = out.words || c != ' ';
    } else if (c == '_' || c == '*') {
      ++i;
    } else if (c == '\\') {
      ++i;
      out.words = out.words || (i < code.size() && code[i] != ' ');
    } else if (c == '[') {
      const std::size_t end = std::min(code.find(']', i), code.size());
      const std::string inside = lower(code.substr(i + 1, end - i - 1));
      i = end;
      if (const auto colour = colour_named(inside))
        out.colour = colour;
      else if (inside.starts_with('h') || inside.starts_with('m') || inside.starts_with('s'))
        out.shows = true;  // hours gone by
      else if (const std::size_t number = inside.find_first_not_of("<>="); number > 0 && number != std::string::npos) {
        out.compare = inside.substr(0, number);
        out.conditional =
            std::from_chars(inside.data() + number, inside.data() + inside.size(), out.than).ec == std::errc();
      }
    } else if (std::string_view("0#?dDmMyYhHsSeEgGnNbB@").find(c) != std::string_view::npos) {
      out.shows = true;
    } else if (c != ' ') {
      out.words = true;
    }
  }
  return out;
}

NumberFormat::NumberFormat(std::string code) : code_(std::move(code)) {
  std::vector<std::string_view> parts = sections_in(code_);
  if (parts.size() > kMostSections) parts.resize(kMostSections);
  // A last section with @ is that of text, wherever it stands; one alone leaves numbers as they are.
  const bool text_last = parts.size() == kMostSections || (parts.back().find('@') != std::string_view::npos);
  if (text_last) {
    const Section text = section_of(parts.back());
    shows_text_ = text.shows;
    text_colour_ = text.colour;
    parts.pop_back();
  }
  for (const std::string_view part : parts) sections_.push_back(section_of(part));
  if (sections_.size() == 1 && code_.empty()) sections_.clear();
}

const NumberFormat::Section* NumberFormat::section_for(double value) const {
  if (sections_.empty()) return nullptr;
  const auto meets = [&](const Section& section) {
    const std::string& how = section.compare;
    return how == "<"    ? value < section.than
           : how == "<=" ? value <= section.than
           : how == ">"  ? value > section.than
           : how == ">=" ? value >= section.than
           : how == "<>" ? value != section.than
                         : value == section.than;
  };
  if (sections_[0].conditional || (sections_.size() > 1 && sections_[1].conditional)) {
    for (const Section& section : sections_)
      if (!section.conditional || meets(section)) return &section;
    return nullptr;  // shown as it is, or as ####
  }
  if (sections_.size() == 1 || value > 0 || (value == 0 && sections_.size() == 2)) return &sections_[0];
  return &sections_[value < 0 ? 1 : 2];
}

bool NumberFormat::shows(double value) const {
  const Section* section = section_for(value);
  if (section == nullptr || section->shows || value == 0) return true;
  return section->words && std::abs(value) == 1;
}

bool NumberFormat::leaves_out(double value) const {
  const Section* section = section_for(value);
  return value == 0 && section != nullptr && !section->shows && !section->words;
}

std::string NumberFormat::only_for(double value) const {
  const Section* section = section_for(value);
  if (section == nullptr || (!section->shows && !section->words) || lower(section->code) == "general") return {};
  for (const Section& each : sections_)
    if (each.conditional) return {};
  // A section stands where its place says for what it is: above nought, below, at it.
  return std::string(static_cast<std::size_t>(section - sections_.data()), ';') + section->code;
}

std::string_view built_in_format(std::uint64_t number) {
  static constexpr std::pair<std::uint64_t, std::string_view> kBuiltIn[] = {{1, "0"},
                                                                            {2, "0.00"},
                                                                            {3, "#,##0"},
                                                                            {4, "#,##0.00"},
                                                                            {9, "0%"},
                                                                            {10, "0.00%"},
                                                                            {11, "0.00E+00"},
                                                                            {12, "# ?/?"},
                                                                            {15, "d-mmm-yy"},
                                                                            {16, "d-mmm"},
                                                                            {17, "mmm-yy"},
                                                                            {13,
                                                                             "# ?"
                                                                             "?/?"
                                                                             "?"},
                                                                            {18, "h:mm AM/PM"},
                                                                            {19, "h:mm:ss AM/PM"},
                                                                            {20, "h:mm"},
                                                                            {21, "h:mm:ss"},
                                                                            {37, "#,##0 ;(#,##0)"},
                                                                            {38, "#,##0 ;[Red](#,##0)"},
                                                                            {39, "#,##0.00;(#,##0.00)"},
                                                                            {40, "#,##0.00;[Red](#,##0.00)"},
                                                                            {45, "mm:ss"},
                                                                            {46, "[h]:mm:ss"},
                                                                            {47, "mmss.0"},
                                                                            {48, "##0.0E+0"},
                                                                            {49, "@"}};
  for (const auto& [known, code] : kBuiltIn)
    if (number == known) return code;
  return {};
}

const NumberFormat* format_numbered(NumberFormats& formats, std::uint64_t number) {
  if (const auto found = formats.find(number); found != formats.end()) return &found->second;
  const std::string_view code = built_in_format(number);
  return code.empty() ? nullptr : &formats.emplace(number, NumberFormat(std::string(code))).first->second;
}

std::optional<Rgb> NumberFormat::colour(double value) const {
  const Section* section = section_for(value);
  return section == nullptr ? std::nullopt : section->colour;
}

}  // namespace tipstaff::document
