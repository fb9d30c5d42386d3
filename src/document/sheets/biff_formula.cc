// Formulas as tokens ([MS-XLS] §2.5.198): walked for what they refer to, not calculated.
#include "document/sheets/biff.h"
#include "document/words.h"

namespace tipstaff::document {
namespace {

// The lengths of tokens without their first byte, by their number without its class (§2.5.198.25); 0xff: not of one
// length, or not known.
constexpr std::uint8_t kVaries = 0xff;
constexpr std::uint16_t kFunctionN = 131;
std::uint8_t length_of(std::uint8_t token) {
  if (token < 0x20) {
    if (token == 0x01 || token == 0x02) return 4;  // shared formula, table
    if (token >= 0x03 && token <= 0x16) return 0;  // operators
    if (token == 0x19) return kVaries;             // attributes
    if (token == 0x1c || token == 0x1d) return 1;
    if (token == 0x1e) return 2;
    if (token == 0x1f) return 8;
    return kVaries;
  }
  switch ((token & 0x1f) | 0x20) {
    case 0x20:
      return 7;  // array
    case 0x21:
      return 2;  // function
    case 0x22:
      return 3;  // function with a varying number of arguments
    case 0x23:   // name
    case 0x24:   // cell
      return 4;
    case 0x25:
      return 8;  // area
    case 0x26:
    case 0x27:
    case 0x28:
      return 6;
    case 0x29:
      return 2;
    case 0x2a:
      return 4;
    case 0x2b:
      return 8;
    case 0x2c:
      return 4;
    case 0x2d:
      return 8;
    case 0x39:
    case 0x3a:
      return 6;
    case 0x3b:
      return 10;
    case 0x3c:
      return 6;
    case 0x3d:
      return 10;
    default:
      return kVaries;
  }
}

void refer(std::uint16_t link, const BiffBook& book, BiffFormula& out) {
  if (link >= book.links.size()) return;
  out.external = out.external || book.links[link].external;
  if (book.links[link].first < 0) return;
  for (int i = book.links[link].first; i <= book.links[link].last && out.sheets.size() < 256; ++i)
    out.sheets.push_back(i);
}

}  // namespace

BiffFormula biff_formula(ByteView tokens, const BiffBook& book) {
  BiffFormula out;
  std::string last;
  for (std::size_t at = 0; at < tokens.size();) {
    const std::uint8_t token = tokens[at],
                       plain = token < 0x20 ? token : static_cast<std::uint8_t>((token & 0x1f) | 0x20);
    const ByteView rest = part_of(tokens, at + 1);
    if (token == 0x17) {  // a text
      LittleWalk walk(rest);
      const std::size_t count = walk.u8();
      const bool wide = !book.old && (rest.size() > 1 && (rest[1] & 1) != 0);
      const std::string text =
          book.old ? from_code_page(part_of(rest, 1, count), book.page) : biff_letters(walk, count);
      out.text = out.text || at == 0;
      out.words += text + "\n";
      if (is_remark(text)) out.remarks.push_back(text);
      last = text;
      at += 2 + (book.old ? 0 : 1) + count * (wide ? 2 : 1);
      continue;
    }
    if (token == 0x19) {
      const bool table = !rest.empty() && (rest[0] & 4) != 0;
      at += 4 + (table ? (std::size_t{little16(rest, 1)} + 1) * 2 : 0);
      continue;
    }
    // N() shows nought for any text.
    if (plain == 0x21 && little16(rest, 0) == kFunctionN && reads_as_words(last) && !is_remark(last))
      out.remarks.push_back(last);
    if (plain == 0x20) out.text = out.text || at == 0;
    if (!book.old && (plain == 0x3a || plain == 0x3b || plain == 0x39)) refer(little16(rest, 0), book, out);
    if (plain == 0x3c || plain == 0x3d || plain == 0x2a || plain == 0x2b) out.lost = true;
    if (plain == 0x3b && out.low.row == 0) {
      out.low = {(little16(rest, 6) & 0x3fffU) + 1, little16(rest, 2) + 1U};
      out.high = {(little16(rest, 8) & 0x3fffU) + 1, little16(rest, 4) + 1U};
    }
    if (plain == 0x3a && out.low.row == 0)
      out.low = out.high = {(little16(rest, 4) & 0x3fffU) + 1, little16(rest, 2) + 1U};
    const std::uint8_t length = length_of(token);
    if (length == kVaries || book.old) {
      out.whole = false;
      return out;
    }
    at += 1 + std::size_t{length};
  }
  return out;
}

}  // namespace tipstaff::document
