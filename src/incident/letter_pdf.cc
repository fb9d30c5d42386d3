#include <fmt/format.h>

#include "card/secret_buffer.h"
#include "incident/letter_parts.h"

namespace tipstaff::incident {
namespace {

constexpr double kLeft = 68, kWidth = kPageWidth - 2 * kLeft, kBottom = kPageHeight - 70;
constexpr double kIndent = 14, kFooter = kPageHeight - 46;
constexpr double kAddressTop = 128, kBodyTop = 246, kNextTop = 62;
constexpr Style kForce{15, true, kNavy}, kSender{8.5, false, kGrey}, kPlain{9.8}, kSubject{12.5, true, kNavy},
    kHeading{10.6, true, kNavy}, kSmall{8, false, kGrey};
constexpr Style kSmallRight{8, false, kGrey, Align::kRight};

struct Look {
  const Style& style;
  double before, indent;
};
Look look_of(Block::Kind kind) {
  if (kind == Block::kHeading) return {kHeading, 9, 0};
  if (kind == Block::kPoint) return {kPlain, 2.4, kIndent};
  return {kPlain, 5.5, 0};
}

// Where each block starts. A heading, and the sentence that announces a list, stay with what follows.
struct Place {
  std::size_t page = 0;
  double y = 0;
};
std::vector<Place> arrange(Typesetter& typesetter, const std::vector<Block>& body, double top) {
  std::vector<Place> out;
  std::size_t page = 0;
  double y = top;
  for (std::size_t i = 0; i < body.size(); ++i) {
    double needed = 0;
    for (std::size_t k = i; k < body.size() && k < i + 3; ++k) {
      const Look look = look_of(body[k].kind);
      const double height = look.before + typesetter.height(body[k].text, look.style, kWidth - look.indent);
      if (k == i)
        y += look.before, needed = height - look.before;
      else
        needed += height;
      const bool announces = body[k].kind == Block::kHeading || body[k].text.ends_with(':');
      if (!announces) break;
    }
    if (y + needed > kBottom) {
      ++page;
      y = kNextTop;
    }
    out.push_back({page, y});
    const Look look = look_of(body[i].kind);
    y += typesetter.height(body[i].text, look.style, kWidth - look.indent);
  }
  return out;
}

void draw_head(PdfPages& pages, const LetterFacts& facts) {
  pages.box(0, 0, kPageWidth, 9, kNavy);
  pages.text(facts.force, kForce, kLeft, 42, kWidth);
  pages.text("Data Protection Officer", kSender, kLeft, 64, kWidth);
  pages.line({{kLeft, 82}, {kLeft + kWidth, 82}}, kHair, 0.8);
  pages.text("In confidence: for the addressee only", kSmallRight, kLeft, 90, kWidth);
}

void draw_address(PdfPages& pages, const LetterFacts& facts, const Addressee& to) {
  double y = kAddressTop;
  if (!to.rank.empty()) y += pages.private_text(to.rank.reveal_text(), kPlain, kLeft, y, 260);
  pages.private_text(to.name.reveal_text(), kPlain, kLeft, y, 260);
  const double right = kLeft + 300;
  y = kAddressTop;
  y += pages.text(fmt::format("Date: {}", plain_date(facts.written)), kPlain, right, y, kWidth - 300);
  pages.text(fmt::format("Our reference: {}", facts.incident), kPlain, right, y, kWidth - 300);

  pages.text(subject_line(facts, to.supplement), kSubject, kLeft, 186, kWidth);
  card::SecretBuffer salutation(128);
  salutation.append("Dear ");
  salutation.append(to.name.reveal_text());
  pages.private_text(salutation.text(), kPlain, kLeft, 220, kWidth);
}

void draw_footer(PdfPages& pages, const LetterFacts& facts, std::size_t page, std::size_t count) {
  pages.line({{kLeft, kFooter - 6}, {kLeft + kWidth, kFooter - 6}}, kHair, 0.6);
  pages.text(fmt::format("{}  ·  {}", facts.force, facts.incident), kSmall, kLeft, kFooter, kWidth);
  pages.text(fmt::format("Page {} of {}", page + 1, count), kSmallRight, kLeft, kFooter, kWidth);
}

void draw_block(PdfPages& pages, const Block& block, double y) {
  const Look look = look_of(block.kind);
  if (block.kind == Block::kPoint) pages.text("•", kPlain, kLeft + 3, y, kIndent);
  pages.text(block.text, look.style, kLeft + look.indent, y, kWidth - look.indent);
}

}  // namespace

Result<Plaintext> draw_letter(Typesetter& typesetter, const LetterFacts& facts, const std::vector<Block>& written,
                              const Addressee& to) {
  std::vector<Block> body = written;
  body.push_back({Block::kParagraph, fmt::format("Yours sincerely\n\n\n\nData Protection Officer\n{}", facts.force)});
  const std::vector<Place> places = arrange(typesetter, body, kBodyTop - 8);
  const std::size_t count = places.back().page + 1;
  PdfPages pages(typesetter, subject_line(facts, to.supplement));
  draw_head(pages, facts);
  draw_address(pages, facts, to);
  std::size_t page = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (places[i].page != page) {
      draw_footer(pages, facts, page++, count);
      pages.next_page();
    }
    draw_block(pages, body[i], places[i].y);
  }
  draw_footer(pages, facts, page, count);
  return pages.finish();
}

std::string plain_date(Instant at) {
  const std::string full = to_plain_english(at);
  return full.substr(0, full.find(','));
}

std::string subject_line(const LetterFacts& facts, bool supplement) {
  return supplement ? fmt::format("Further information about your details ({})", facts.incident)
                    : fmt::format("Your details and a breach of security ({})", facts.incident);
}

}  // namespace tipstaff::incident
