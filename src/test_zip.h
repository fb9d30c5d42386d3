// Archives and office packages made by hand, for tests: every hidden-data vector that no file of the corpus has.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tipstaff::test {

class ZipMaker {
 public:
  ZipMaker& add(const std::string& name, const std::string& content, bool deflated = true) {
    const std::string packed = deflated ? deflate_raw(content) : content;
    const auto crc = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())));
    std::string common = le(20, 2) + le(0, 2) + le(deflated ? 8 : 0, 2) + le(0, 4) + le(crc, 4) + le(packed.size(), 4) +
                         le(content.size(), 4) + le(name.size(), 2) + le(0, 2);
    directory_ +=
        "PK\x01\x02" + le(20, 2) + common + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 4) + le(out_.size(), 4) + name;
    out_ += "PK\x03\x04" + common + name + packed;
    ++count_;
    return *this;
  }
  ZipMaker& gap(const std::string& bytes) {
    out_ += bytes;
    return *this;
  }
  std::string finish(const std::string& comment = "") const {
    return out_ + directory_ + "PK\x05\x06" + le(0, 4) + le(count_, 2) + le(count_, 2) + le(directory_.size(), 4) +
           le(out_.size(), 4) + le(comment.size(), 2) + comment;
  }

 private:
  static std::string le(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
  }
  static std::string deflate_raw(const std::string& content) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
  }
  std::string out_, directory_;
  std::size_t count_ = 0;
};

// A package of parts; `add` takes the part's name, its content type and its content.
class PackageMaker {
 public:
  PackageMaker& add(const std::string& name, const std::string& type, const std::string& content) {
    parts_.emplace_back(name, content);
    types_ += "<Override PartName=\"/" + name + "\" ContentType=\"application/" + type + "\"/>";
    return *this;
  }
  PackageMaker& relation(const std::string& from, const std::string& id, const std::string& type,
                         const std::string& target, bool external = false) {
    for (auto& [name, content] : relations_)
      if (name == from) return content += one(id, type, target, external), *this;
    relations_.emplace_back(from, one(id, type, target, external));
    return *this;
  }
  // A part that nothing leads to.
  PackageMaker& stray(const std::string& name, const std::string& type, const std::string& content) {
    strays_ += name + "\n";
    return add(name, type, content);
  }
  ZipMaker zip() const {
    ZipMaker out;
    out.add("[Content_Types].xml",
            "<Types><Default Extension=\"rels\" "
            "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" +
                types_ + "</Types>");
    auto relations = relations_;
    std::string others;  // what nothing led to would be a finding of its own
    for (const auto& [name, content] : parts_)
      if (strays_.find(name + "\n") == std::string::npos &&
          std::none_of(relations_.begin(), relations_.end(), [&](const auto& each) {
            return each.second.find(name.substr(name.rfind('/') + 1)) != std::string::npos;
          }))
        others += one("p" + name, "part", "/" + name, false);
    const auto root =
        std::find_if(relations.begin(), relations.end(), [](const auto& each) { return each.first.empty(); });
    if (root != relations.end())
      root->second += others;
    else if (!others.empty())
      relations.emplace_back("", others);
    for (const auto& [from, content] : relations) {
      const std::size_t slash = from.rfind('/') + 1;
      out.add(from.substr(0, slash) + "_rels/" + from.substr(slash) + ".rels",
              "<Relationships>" + content + "</Relationships>");
    }
    for (const auto& [name, content] : parts_) out.add(name, content);
    return out;
  }
  std::string finish() const { return zip().finish(); }

 private:
  static std::string one(const std::string& id, const std::string& type, const std::string& target, bool external) {
    return "<Relationship Id=\"" + id + "\" Type=\"http://x/" + type + "\" Target=\"" + target + "\"" +
           (external ? " TargetMode=\"External\"" : "") + "/>";
  }
  std::vector<std::pair<std::string, std::string>> parts_, relations_;
  std::string types_, strays_;
};

inline const std::string kSheetMl = "vnd.openxmlformats-officedocument.spreadsheetml.",
                         kWordMl = "vnd.openxmlformats-officedocument.wordprocessingml.",
                         kSlideMl = "vnd.openxmlformats-officedocument.presentationml.";

// A workbook of one visible sheet ‘One’ and a sheet ‘Two’ in `state`; each the inside of its <worksheet>.
inline PackageMaker workbook(const std::string& one, const std::string& two = "", const std::string& state = "visible",
                             const std::string& more = "") {
  PackageMaker out;
  out.relation("", "rId1", "officeDocument", "xl/workbook.xml")
      .relation("xl/workbook.xml", "rId1", "worksheet", "worksheets/sheet1.xml");
  std::string sheets = "<sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/>";
  out.add("xl/worksheets/sheet1.xml", kSheetMl + "worksheet+xml", "<worksheet>" + one + "</worksheet>");
  if (!two.empty()) {
    sheets += "<sheet name=\"Two\" sheetId=\"2\" state=\"" + state + "\" r:id=\"rId2\"/>";
    out.relation("xl/workbook.xml", "rId2", "worksheet", "worksheets/sheet2.xml");
    out.add("xl/worksheets/sheet2.xml", kSheetMl + "worksheet+xml", "<worksheet>" + two + "</worksheet>");
  }
  return out.add("xl/workbook.xml", kSheetMl + "sheet.main+xml",
                 "<workbook xmlns:r=\"urn:r\"><sheets>" + sheets + "</sheets>" + more + "</workbook>");
}

// A document with this body, in the prefix w.
inline PackageMaker letter(const std::string& body) {
  PackageMaker out;
  out.relation("", "rId1", "officeDocument", "word/document.xml");
  return out.add(
      "word/document.xml", kWordMl + "document.main+xml",
      "<w:document xmlns:w=\"urn:w\" xmlns:a=\"urn:a\" xmlns:wp=\"urn:wp\"><w:body>" + body + "</w:body></w:document>");
}

// A presentation of one slide with these shapes, in the prefix p.
inline PackageMaker slide(const std::string& shapes) {
  PackageMaker out;
  out.relation("", "rId1", "officeDocument", "ppt/presentation.xml")
      .relation("ppt/presentation.xml", "rId1", "slide", "slides/slide1.xml");
  out.add("ppt/presentation.xml", kSlideMl + "presentation.main+xml",
          "<p:presentation xmlns:p=\"urn:p\" xmlns:r=\"urn:r\"><p:sldSz cx=\"9144000\" "
          "cy=\"6858000\"/><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>");
  return out.add(
      "ppt/slides/slide1.xml", kSlideMl + "slide+xml",
      "<p:sld xmlns:p=\"urn:p\" xmlns:a=\"urn:a\" xmlns:r=\"urn:r\"><p:spTree>" + shapes + "</p:spTree></p:sld>");
}

// A row of cells with text: A, B, …
inline std::string row(int number, const std::vector<std::string>& cells, const std::string& attributes = "",
                       const std::string& cell_attributes = "") {
  std::string out = "<row r=\"" + std::to_string(number) + "\" " + attributes + ">";
  char column = 'A';
  for (const std::string& cell : cells)
    out += std::string("<c r=\"") + column++ + std::to_string(number) + "\" t=\"inlineStr\" " + cell_attributes +
           "><is><t>" + cell + "</t></is></c>";
  return out + "</row>";
}
inline std::string data(const std::string& rows) { return "<sheetData>" + rows + "</sheetData>"; }

}  // namespace tipstaff::test
