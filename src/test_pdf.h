// PDFs made by hand, for tests: objects one by one, cross-references to fit, later versions appended.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

namespace tipstaff::test {

class PdfMaker {
 public:
  // A page of 600 × 800 points with a font /F1 and the given content. 1: catalogue, 2: pages, 3: page, 4: content,
  // 5: font, 6: resources.
  explicit PdfMaker(const std::string& content) {
    set(1, "<< /Type /Catalog /Pages 2 0 R >>");
    set(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    page("");
    stream(4, "", content);
    set(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
    resources("");
  }
  PdfMaker& set(int number, const std::string& object) {
    objects_[number] = object;
    return *this;
  }
  PdfMaker& stream(int number, const std::string& entries, const std::string& data) {
    return set(number, fmt::format("<< {} /Length {} >>\nstream\n{}\nendstream", entries, data.size(), data));
  }
  PdfMaker& page(const std::string& entries) {
    return set(
        3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources 6 0 R " + entries + " >>");
  }
  PdfMaker& resources(const std::string& entries) { return set(6, "<< /Font << /F1 5 0 R >> " + entries + " >>"); }
  PdfMaker& catalogue(const std::string& entries) {
    return set(1, "<< /Type /Catalog /Pages 2 0 R " + entries + " >>");
  }
  PdfMaker& trailer(const std::string& entries) {
    trailer_ = entries;
    return *this;
  }
  PdfMaker& raw(const std::string& bytes) {  // before the cross-references
    raw_ = bytes;
    return *this;
  }
  std::string finish() const { return written("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", objects_, ""); }
  // `newer`'s objects appended to what `finish` gives.
  std::string then(const PdfMaker& newer) const {
    const std::string first = finish();
    std::map<int, std::string> changed;
    for (const auto& [number, object] : newer.objects_)
      if (const auto old = objects_.find(number); old == objects_.end() || old->second != object)
        changed[number] = object;
    return newer.written(first, changed, fmt::format("/Prev {}", first.rfind("xref\n", first.rfind("startxref"))));
  }

 private:
  std::string written(std::string out, const std::map<int, std::string>& objects, const std::string& previous) const {
    std::string table = "xref\n0 1\n0000000000 65535 f \n";
    for (const auto& [number, object] : objects) {
      table += fmt::format("{} 1\n{:010} 00000 n \n", number, out.size());
      out += fmt::format("{} 0 obj\n{}\nendobj\n", number, object);
    }
    out += raw_;
    const std::size_t at = out.size();
    return out + table +
           fmt::format("trailer\n<< /Size {} /Root 1 0 R {} {} >>\nstartxref\n{}\n%%EOF\n",
                       objects_.rbegin()->first + 1, trailer_, previous, at);
  }
  std::map<int, std::string> objects_;
  std::string trailer_, raw_;
};

// "BT … Tj ET" at a place, in twelve points.
inline std::string text_at(int x, int y, const std::string& words, const std::string& state = "") {
  return fmt::format("BT /F1 12 Tf {} {} {} Td ({}) Tj ET\n", state, x, y, words);
}

}  // namespace tipstaff::test
