// Shapes and pictures on a sheet, page or slide (DrawingML, ECMA-376 part 1 §20, §21; VML).
#pragma once

#include "document/containers/package.h"

namespace tipstaff::document {

// What any part with shapes in it is watched for; other handlers pass their events on.
class DrawingWatcher {
 public:
  DrawingWatcher(Emitter& emitter, std::string part) : emitter_(emitter), spoken_(emitter), part_(std::move(part)) {}
  void start(std::string_view name, const XmlAttributes& attributes);
  void close();  // tells what was gathered

 private:
  Emitter& emitter_;
  Layer spoken_;
  std::string part_;
};

void read_drawing(Package& package, const std::string& part);

}  // namespace tipstaff::document
