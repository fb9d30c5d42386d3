#!/bin/bash
# Makes the pictures of this folder with other programs (python3-pil, libheif-examples, libimage-exiftool-perl): a drawn square
# with an invented position, owner and serial number, in each format; and the same without them; pictures under full
# transparency, and animations.
set -eu -o pipefail
cd "$(dirname "$0")"
/usr/bin/python3 - <<'P'
from PIL import Image, ImageDraw
picture = Image.new("RGB", (24, 24), "white")
ImageDraw.Draw(picture).rectangle((4, 4, 18, 18), fill="navy")
for kind in ("jpg", "png", "webp", "tif", "gif", "bmp"):
    picture.save("plain." + kind)
picture.save("comment.gif", comment=b"not for release")
picture.save("pages.tif", save_all=True, append_images=[picture])

# What full transparency hides, and animations.
words = Image.new("RGB", (240, 40), "white")
ImageDraw.Draw(words).multiline_text((4, 4), "Beatrix Kowalczyk-Vane\n4 Mill Lane, Northmoor", fill="black")
under = words.convert("RGBA")
under.putalpha(Image.new("L", words.size, 0))
ImageDraw.Draw(under).rectangle((200, 4, 230, 30), fill="navy")
under.save("unseen.png")
under.convert("LA").save("unseen-grey.png")
palette = words.convert("P", palette=Image.ADAPTIVE, colors=16)
palette.save("unseen-palette.png", transparency=bytes(16), bits=4)
label = Image.new("RGBA", (240, 40))
ImageDraw.Draw(label).text((4, 4), "Opening hours of the office in North Street", fill="black")
label.save("ok-label.png")
second = picture.transpose(Image.ROTATE_90).point(lambda value: 255 - value)
for kind in ("png", "gif", "webp"):
    picture.save("frames." + kind, save_all=True, append_images=[second], duration=100)
second.save("frames-first-unseen.png", save_all=True, default_image=True, append_images=[picture, second], duration=100)
P
heif-enc -q 50 plain.png -o plain.heic > /dev/null
for kind in jpg png webp tif heic; do
  cp plain.$kind told.$kind
  exiftool -q -overwrite_original -GPSLatitude=51.5 -GPSLatitudeRef=N -GPSLongitude=0.1 -GPSLongitudeRef=W \
    -Exif:OwnerName="A. Invented" -Exif:SerialNumber=12345 told.$kind
done
