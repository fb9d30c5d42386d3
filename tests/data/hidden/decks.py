#!/usr/bin/python3
"""decks.py: makes the samples here that hide something in slides and OpenDocument besides the ways of slides.mjs and make.py: the parts
of samples by other programs (ok-slide.pptx, ok-formats.ods, ok-slide.odp), changed by hand. What is to be found is in list.tsv. Invented people only.
"""
import os
import re
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
FROM = HERE
SECRET = "Beatrix Kowalczyk-Vane, 4 Mill Lane"


def changed(name, source, edit=(), add=(), types=()):
    with zipfile.ZipFile(os.path.join(FROM, source)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    for part, pattern, replacement in edit:
        text = parts[part].decode()
        new = re.sub(pattern, lambda found: found.expand(replacement), text, count=1, flags=re.S)
        assert new != text, (name, part, pattern)
        parts[part] = new.encode()
    for part, content in add:
        parts[part] = content if isinstance(content, bytes) else content.encode()
    with zipfile.ZipFile(os.path.join(HERE, name), "w") as archive:
        for each, content in parts.items():
            archive.writestr(zipfile.ZipInfo(each, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_STORED if each == "mimetype" else zipfile.ZIP_DEFLATED)


A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def shape(words, properties="", look="", body="", box=(914400, 914400, 3000000, 500000)):
    x, y, w, h = box
    return (f'<p:sp><p:nvSpPr><p:cNvPr id="77" name="Box 77" {properties}/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
            f'<p:txBody><a:bodyPr {body}/><a:p><a:r><a:rPr lang="en-GB" sz="1800">{look}</a:rPr><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>')


def slides():
    slide, deck = "ppt/slides/slide1.xml", "ppt/presentation.xml"

    def on_slide(name, xml):
        changed(name + ".pptx", "ok-slide.pptx", edit=[(slide, "</p:spTree>", xml.replace("\\", "\\\\") + "</p:spTree>")])
    on_slide("deck-group-hidden", f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="70" name="Group 70" hidden="1"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>{shape(SECRET)}</p:grpSp>')
    on_slide("deck-gradient-white", shape(SECRET, look='<a:gradFill><a:gsLst><a:gs pos="0"><a:srgbClr val="FFFFFF"/></a:gs><a:gs pos="100000"><a:srgbClr val="FFFFFF"/></a:gs></a:gsLst></a:gradFill>'))
    on_slide("deck-other-words", f'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" Requires="a14">{shape("Seen")}</mc:Choice><mc:Fallback>{shape(SECRET)}</mc:Fallback></mc:AlternateContent>')
    cell = '<a:tc {0}><a:txBody><a:bodyPr/><a:p><a:r><a:t>{1}</a:t></a:r></a:p></a:txBody><a:tcPr/></a:tc>'
    on_slide("deck-cell-merged", '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="71" name="Table 71"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="914400" y="3000000"/><a:ext cx="4000000" cy="500000"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblGrid><a:gridCol w="2000000"/><a:gridCol w="2000000"/></a:tblGrid><a:tr h="500000">'
             + cell.format('gridSpan="2"', "Area") + cell.format('hMerge="1"', SECRET) + "</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>")
    on_slide("deck-ext", f'<p:extLst><p:ext uri="{{0A}}"><q:kept xmlns:q="http://northmoor.example/q" note="{SECRET}"/></p:ext></p:extLst>')
    on_slide("deck-shape-name", shape("Seen").replace("Box 77", SECRET))
    changed("deck-section.pptx", "ok-slide.pptx", edit=[(deck, "</p:presentation>", f'<p:extLst><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="{SECRET}" id="{{0A}}"><p14:sldIdLst/></p14:section></p14:sectionLst></p:ext></p:extLst></p:presentation>')])
    changed("deck-show.pptx", "ok-slide.pptx", edit=[(deck, "</p:presentation>", f'<p:custShowLst><p:custShow name="{SECRET}" id="0"><p:sldLst/></p:custShow></p:custShowLst></p:presentation>')])
    changed("deck-instruction.pptx", "ok-slide.pptx", edit=[(slide, "</p:cSld>", f"<?kept {SECRET}?></p:cSld>")])
    changed("deck-orphan.pptx", "ok-slide.pptx", add=[("ppt/media/kept.xml", f"<kept>{SECRET}</kept>")])


def open_documents():
    content, styles, settings = "content.xml", "styles.xml", "settings.xml"
    sheet, deck = "ok-formats.ods", "ok-slide.odp"
    changed("open-foreign.ods", sheet, edit=[(content, "</office:spreadsheet>", f'<q:kept xmlns:q="http://northmoor.example/q">{SECRET}</q:kept></office:spreadsheet>')])
    changed("open-attribute.ods", sheet, edit=[(content, "<table:table ", f'<table:table table:kept="{SECRET}" ')])
    changed("open-help.ods", sheet, edit=[(content, "<office:spreadsheet>", f'<office:spreadsheet><table:content-validations><table:content-validation table:name="v1"><table:help-message table:title="{SECRET}"><text:p>{SECRET}</text:p></table:help-message></table:content-validation></table:content-validations>')])
    changed("open-value.ods", sheet, edit=[(content, r'<table:table-cell ([^>]*)office:value-type="string"([^>]*)><text:p>Area 3</text:p>', rf'<table:table-cell \1office:value-type="string" office:string-value="{SECRET}"\2><text:p>Area 3</text:p>')])
    changed("open-formula.ods", sheet, edit=[(content, r'<table:table-cell ([^>]*)office:value-type="float"', rf'<table:table-cell \1table:formula="of:=IF(TRUE();1;&quot;{SECRET}&quot;)" office:value-type="float"')])
    changed("open-stray.ods", sheet, edit=[(content, "</table:table>", f"{SECRET}</table:table>")])
    changed("open-setting.ods", sheet, edit=[(settings, "</config:config-item-set>", f'<config:config-item config:name="Kept" config:type="string">{SECRET}</config:config-item></config:config-item-set>')])
    changed("open-type.ods", sheet, edit=[("mimetype", "$", f" {SECRET}")])
    changed("open-graph.ods", sheet, edit=[("manifest.rdf", "</rdf:RDF>", f"<!-- x --><rdf:Description rdf:about=\"{SECRET}\"/></rdf:RDF>")])
    changed("open-configuration.ods", sheet, add=[("Configurations2/accelerator/current.xml", f"<kept>{SECRET}</kept>")])
    changed("open-cache.ods", sheet, add=[("layout-cache", SECRET)])
    changed("open-manifest.ods", sheet, edit=[("META-INF/manifest.xml", "</manifest:manifest>", f'<manifest:file-entry manifest:full-path="{SECRET}" manifest:media-type="text/xml"/></manifest:manifest>')])
    changed("open-meta.ods", sheet, edit=[("meta.xml", "</office:meta>", f'<meta:kept>{SECRET}</meta:kept></office:meta>')])
    changed("open-foreign.odp", deck, edit=[(content, "</office:presentation>", f'<q:kept xmlns:q="http://northmoor.example/q" note="{SECRET}"/></office:presentation>')])
    changed("open-stray.odp", deck, edit=[(content, "</office:presentation>", f"{SECRET}</office:presentation>")])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        HERE = sys.argv[1]
    slides()
    open_documents()
