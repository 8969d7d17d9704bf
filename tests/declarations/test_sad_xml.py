"""ASYCUDA's declarations in XML, and XML that wants more than to be read."""

import datetime as dt

import pytest

from serai.declarations import BadCellsError, FileUnreadableError, MappingError, Report, read

SAD = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<ASYCUDA>
<Identification>
<Office_segment><Customs_clearance_office_code>020</Customs_clearance_office_code></Office_segment>
<Type><Type_of_declaration>IM</Type_of_declaration>
<Declaration_gen_procedure_code>4</Declaration_gen_procedure_code></Type>
<Registration><Serial_number>C</Serial_number><Number>1436</Number><Date>2026-02-24</Date></Registration>
</Identification>
<Traders><Consignee><Consignee_code>0099</Consignee_code></Consignee></Traders>
<Declarant><Declarant_code><null/></Declarant_code></Declarant>
<General_information><Country><Export><Export_country_code>CN</Export_country_code></Export></Country>
</General_information>
<Transport><Means_of_transport><Border_information><Mode>3</Mode></Border_information>
</Means_of_transport><Container_flag>false</Container_flag>
<Delivery_terms><Code>FOB</Code></Delivery_terms></Transport>
<Valuation><Gs_Invoice><Currency_code>USD</Currency_code></Gs_Invoice></Valuation>
<Item>
<Packages><Number_of_packages>12</Number_of_packages></Packages>
<Tarification>
<HScode><Commodity_code>85044090</Commodity_code><Precision_1>00</Precision_1></HScode>
<Preference_code><null/></Preference_code>
<Extended_customs_procedure>4000</Extended_customs_procedure>
<Supplementary_unit><Suppplementary_unit_quantity/></Supplementary_unit>
<Supplementary_unit><Suppplementary_unit_quantity>11.0</Suppplementary_unit_quantity></Supplementary_unit>
<Item_price>26.05</Item_price>
</Tarification>
<Goods_description><Country_of_origin_code>CN</Country_of_origin_code>
<Commercial_Description>Adapter &amp; cable</Commercial_Description></Goods_description>
<Taxation><Item_taxes_amount>100</Item_taxes_amount></Taxation>
<Valuation_item><Weight_itm><Gross_weight_itm>1.52</Gross_weight_itm>
<Net_weight_itm>1.064</Net_weight_itm></Weight_itm>
<Statistical_value>5862.630000</Statistical_value></Valuation_item>
</Item>
<Item><Tarification><HScode><Commodity_code>33074900</Commodity_code>
<Precision_1><null/></Precision_1></HScode></Tarification></Item>
</ASYCUDA>
"""


def test_an_item_is_a_row_with_what_its_declaration_says(written):
    report = Report()
    first, second = read(written("sad.xml", SAD), report=report).to_dicts()
    assert {name: value for name, value in first.items() if value is not None} == {
        "declaration": "C1436",
        "date": dt.date(2026, 2, 24),
        "office": "020",
        "type": "IM4",
        "procedure": "4000",
        "consignee": "0099",
        "hs": "8504409000",
        "description": "Adapter & cable",
        "origin": "CN",
        "dispatch": "CN",
        "transport": "3",
        "container": False,
        "terms": "FOB",
        "packages": 12.0,
        "gross_mass": 1.52,
        "net_mass": 1.064,
        "units": 11.0,
        "currency": "USD",
        "price": 26.05,
        "value": 5862.63,
        "tax": 100.0,
    }
    assert (second["hs"], second["declaration"], second["origin"]) == ("33074900", "C1436", None)
    assert (report.ignored, report.unknown_codes.count) == ([], 0)


def test_several_declarations_in_one_file_stay_apart(written):
    one = SAD.split("?>", 1)[1]
    other = one.replace("1436", "1437").replace("020", "030")
    found = read(written("sad.xml", f"<all>{one}{other}</all>"))
    assert found["declaration"].to_list() == ["C1436", "C1436", "C1437", "C1437"]
    assert found["office"].to_list() == ["020", "020", "030", "030"]


def test_a_bad_cell_is_told_by_item_and_path(written):
    with pytest.raises(BadCellsError) as caught:
        read(written("sad.xml", SAD.replace("1.064", "1,064")))
    (cell,) = caught.value.cells
    assert (cell.row, cell.column) == (1, "Item/Valuation_item/Weight_itm/Net_weight_itm")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><ASYCUDA>&a;</ASYCUDA>', "document type or entities"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><ASYCUDA/>', "document type or entities"),
        ("<ASYCUDA><Item>" + "<a>" * 100, "nested too deeply"),
        ("<ASYCUDA><Item>", "no whole XML"),
        ("<ASYCUDA>&a;</ASYCUDA>", "no whole XML"),
        ("not xml", "no whole XML"),
        ("<ASYCUDA/>", "no items"),
        ("<Item><Item_price>1</Item_price></Item>", "no items"),
        ('<?xml version="1.0" encoding="utf-99"?><ASYCUDA/>', "no whole XML"),
    ],
)
def test_what_is_no_declaration_is_told(written, content, why):
    with pytest.raises(FileUnreadableError, match=why):
        read(written("sad.xml", content))


def test_items_of_another_kind_are_not_taken_for_declarations(written):
    with pytest.raises(MappingError, match="none of the columns"):
        read(written("sad.xml", "<ASYCUDA><Item><x>1</x></Item></ASYCUDA>"))
