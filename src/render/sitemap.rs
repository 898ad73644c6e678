//! What crawlers are told: `sitemap.xml` (sitemaps.org protocol 0.9) and `robots.txt`.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use rapidhash::RapidHashSet;

use crate::site::Site;
use crate::site::route::Route;

/// The sitemap of a site that is published at `site_url`.
///
/// # Panics
/// Never: it is written to memory.
#[must_use]
pub fn sitemap(site: &Site, site_url: &str) -> Vec<u8> {
    const WRITTEN: &str = "writing to memory doesn't fail";
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).expect(WRITTEN);
    writer
        .create_element("urlset")
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|writer| {
            // A run sheet is its playbook once more.
            let sheets: RapidHashSet<&Route> = site.playbooks.iter().map(|playbook| &playbook.run_sheet).collect();
            let made = site.generated().filter(|route| !sheets.contains(route)).map(|route| (route, None));
            let written = site.pages.iter().map(|page| (&page.route, page.updated.as_ref()));
            for (route, updated) in written.chain(made) {
                writer.create_element("url").write_inner_content(|writer| {
                    let location = route.permalink(site_url);
                    writer.create_element("loc").write_text_content(BytesText::new(&location))?;
                    if let Some(date) = updated {
                        writer.create_element("lastmod").write_text_content(BytesText::new(date))?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })
        .expect(WRITTEN);
    let mut xml = writer.into_inner();
    xml.push(b'\n');
    xml
}

/// A robots.txt that allows everything and names the sitemap.
#[must_use]
pub fn robots(site_url: &str) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n")
}
