// The part of SVG that templates use, over libxml2's tree: parsing without entities or network, what is allowed, and
// the inherited properties of text. For template.cc.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "card/pixels.h"
#include "card/template.h"

namespace tipstaff::card::svg {

// x' = xx·x + xy·y + x0; y' = yx·x + yy·y + y0.
struct Matrix {
  double xx = 1, yx = 0, xy = 0, yy = 1, x0 = 0, y0 = 0;
  Matrix then_inside(const Matrix& inner) const;  // this ∘ inner
};

// A reference to an element, valid while its document is.
class Node {
 public:
  explicit Node(xmlNode* node) : node_(node) {}
  std::string name() const;
  std::string text() const;      // of it and all beneath
  std::string own_text() const;  // of it alone
  std::string attribute(const char* name) const;
  std::string reference() const { return attribute("href"); }  // also xlink:href
  std::vector<std::pair<std::string, std::string>> attributes() const;
  std::vector<Node> children() const;
  bool is_svg() const;  // false for the drawing program's own notes
  void remove();

 private:
  xmlNode* node_;
};

class Document {
 public:
  explicit Document(xmlDoc* document) : document_(document, xmlFreeDoc) {}
  Node root() const { return Node(xmlDocGetRootElement(document_.get())); }
  std::string text() const;

 private:
  std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document_;
};

// Errors: kInvalid (not XML, too large, not SVG, not UTF-8), kRefused (a document type, which can define entities).
Result<Document> parse(ByteView bytes, std::size_t most);
// Errors: kRefused for elements that run, embed or import, and for references outside the document.
Result<void> check(const Node& node);
// Errors: kInvalid when the viewBox is not this page.
Result<void> check_page(const Node& root, const Box& page);
Result<Box> box_of(const Node& node);

struct Style {
  Matrix matrix;
  double x = 0, y = 0, font_size = 3, width = 0, spacing = 0;
  int lines = 1;
  std::string family = "Noto Sans";
  bool bold = false, italic = false;
  Anchor anchor = Anchor::kStart;
  Colour fill;
};
// The node's properties (attributes and style="…") over what it inherits. Errors: kInvalid.
Result<Style> style_of(const Node& node, const Style& outer);

// Whether there is a <text> in the node or beneath.
bool has_text(const Node& node);
// Errors: kInvalid when the node has a property that text set by us cannot have ("letter-spacing").
Result<void> check_plain_text(const Node& node);

std::string collapse_spaces(std::string_view text);

}  // namespace tipstaff::card::svg
