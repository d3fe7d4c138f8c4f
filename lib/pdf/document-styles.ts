import { StyleSheet } from "@react-pdf/renderer";
import { FONT_FAMILY } from "./document-fonts.ts";

const INK = "#171717";
const MUTED = "#5c5c5c";
const LINE = "#d4d4d4";

/** Points across: A4 is 595 wide, Letter 612; both keep these margins. */
export const SIDE_PT = 46;
export const CONTENT_PT = 595 - 2 * SIDE_PT;
/** Letter is 50 points shorter than A4: what is printed on it from the top must end above that. */
const BOTTOM_PT = 116;
export const TEXT_PT = 9;
export const DETAIL_PT = 8;

export const COLUMNS_PT = { quantity: 98, unitPrice: 120, amount: 73 } as const;
export const DESCRIPTION_PT = CONTENT_PT - COLUMNS_PT.quantity - COLUMNS_PT.unitPrice - COLUMNS_PT.amount;
/** Small text below a line leaves the column of the amounts free. */
export const DETAILS_PT = CONTENT_PT - COLUMNS_PT.amount;
export const PARTY_PT = (CONTENT_PT - 24) / 2;
export const TOTALS_PT = 250;

export const styles = StyleSheet.create({
  page: {
    fontFamily: FONT_FAMILY,
    fontSize: TEXT_PT,
    // Figures that line up.
    fontFeatureSettings: { tnum: true },
    color: INK,
    paddingTop: 48,
    paddingBottom: BOTTOM_PT,
    paddingHorizontal: SIDE_PT,
  },
  // Not of the page: the renderer would apply it again and again to the footer, which it lays out anew on each page.
  body: { fontSize: TEXT_PT, lineHeight: 1.45 },
  strong: { fontWeight: 600 },
  top: { flexDirection: "row", justifyContent: "space-between", alignItems: "flex-start", marginBottom: 16 },
  title: { fontSize: 22, fontWeight: 600, lineHeight: 1.2 },
  sellerName: { fontSize: 13, fontWeight: 600, textAlign: "right", width: PARTY_PT },
  facts: { marginBottom: 16 },
  fact: { flexDirection: "row" },
  factLabel: { width: 96, color: MUTED },
  factValue: { width: CONTENT_PT - 96, fontWeight: 500 },
  parties: { flexDirection: "row", gap: 24, marginBottom: 18 },
  party: { width: PARTY_PT },
  partyTitle: { color: MUTED, marginBottom: 2 },
  headline: { fontSize: 15, fontWeight: 600, lineHeight: 1.3, marginBottom: 12 },
  headerRow: {
    flexDirection: "row",
    borderBottomWidth: 0.75,
    borderBottomColor: INK,
    paddingBottom: 4,
    color: MUTED,
    fontSize: 8,
  },
  groupTitle: { fontWeight: 600, paddingTop: 10, paddingBottom: 3 },
  row: {
    flexDirection: "row",
    borderBottomWidth: 0.5,
    borderBottomColor: LINE,
    paddingVertical: 3,
  },
  description: { width: DESCRIPTION_PT, paddingRight: 10 },
  plainRow: { flexDirection: "row", paddingTop: 3 },
  details: {
    paddingBottom: 3,
    borderBottomWidth: 0.5,
    borderBottomColor: LINE,
    paddingRight: COLUMNS_PT.amount,
    color: MUTED,
    fontSize: DETAIL_PT,
  },
  quantity: { width: COLUMNS_PT.quantity, textAlign: "right", paddingLeft: 6 },
  unitPrice: { width: COLUMNS_PT.unitPrice, textAlign: "right", paddingLeft: 6 },
  amount: { width: COLUMNS_PT.amount, textAlign: "right", paddingLeft: 6 },
  totals: { width: TOTALS_PT, marginLeft: CONTENT_PT - TOTALS_PT, marginTop: 10 },
  totalRow: { flexDirection: "row", justifyContent: "space-between", paddingVertical: 2.5 },
  totalLabel: { width: TOTALS_PT - 96 },
  totalAmount: { width: 96, textAlign: "right" },
  grandRow: { borderTopWidth: 0.75, borderTopColor: INK, marginTop: 3, paddingTop: 5, fontWeight: 600 },
  dueRow: { borderTopWidth: 0.5, borderTopColor: LINE, marginTop: 3, paddingTop: 5, fontSize: 11, fontWeight: 600 },
  block: { marginTop: 14 },
  fineprint: { marginTop: 10, color: MUTED, fontSize: DETAIL_PT },
  blockTitle: { fontWeight: 600, marginBottom: 3 },
  footer: {
    position: "absolute",
    bottom: 82,
    left: SIDE_PT,
    right: SIDE_PT,
    flexDirection: "row",
    justifyContent: "space-between",
    borderTopWidth: 0.5,
    borderTopColor: LINE,
    paddingTop: 6,
    fontSize: 8,
    color: MUTED,
  },
});
