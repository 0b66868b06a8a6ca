import threading
from werkzeug.serving import make_server
from playwright.sync_api import sync_playwright
from tests.imports.lists import *
from tests import factories
OUT="/tmp/imp/pics"
def test_pics(alpha):
    b=steward(alpha)
    token=b.cookie("__Host-session")
    srv=make_server("127.0.0.1",0,alpha.app,threaded=True); port=srv.server_port
    threading.Thread(target=srv.serve_forever,daemon=True).start()
    base=f"http://alpha.localhost:{port}"
    with alpha.db() as db: factories.group(db,"Angstgroep",theme="angst-paniek" if False else "angst",phone="040 000 12 34",place="Best")
    bring(alpha, csv_of(GRIEF,DRUGS))
    a2=uploaded(b, csv_of(changed(GRIEF,telefoon="0492 000 555",tijd="20:15",wanneer="om de week donderdag"),DRUGS,changed(GRIEF,naam="",thema="",contact="",telefoon=""),("Angstgroep","angst","Gea","040-0001234","","Wijkhuis","Best","elke maandag","19.30"),("Nieuwe groep","autsime","Els","","els@","","Asten","soms","half acht")), "lijst nieuw.csv")
    looked(b,a2)
    a1=uploaded(b, csv_of(("Rouwcafé","rouw","Helmond","12","Ben","0492 000 361","x"),("Clean","drugs","Best","13","Fay","0492 000 362","y"), header=("Initiatief","Soort","Gebied","Vnr","Wie belt","06","Q")))
    with sync_playwright() as p:
        br=p.chromium.launch(executable_path="/usr/bin/chromium",args=["--no-sandbox"])
        ctx=br.new_context(); ctx.add_cookies([{"name":"__Host-session","value":token,"url":base.replace("http","https"),"secure":True},{"name":"lang","value":"nl","url":base}])
        page=ctx.new_page()
        def shot(name):
            for w in (360,1280):
                for scheme in ("light","dark"):
                    page.set_viewport_size({"width":w,"height":1700}); page.emulate_media(color_scheme=scheme); page.wait_for_timeout(250)
                    page.screenshot(path=f"{OUT}/{name}-{w}-{scheme}.png")
                    over=page.evaluate("document.documentElement.scrollWidth")
                    if over>w: print("OVERFLOW",name,w,over)
        page.goto(base+a1+"/columns"); shot("8-odd")
        for s in page.query_selector_all("td select"): s.select_option("")
        page.click("table ~ .row button"); shot("9-422")
        page.goto(base+a2); shot("10-update")
        page.goto(base+"/stewardship/import"); shot("11-list")
        page.set_input_files("input[type=file]",{"name":"x.csv","mimeType":"text/csv","buffer":b"%PDF-1.4"}); page.click("main form button"); shot("12-bad")
        br.close()
    srv.shutdown()
