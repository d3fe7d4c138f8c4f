import { clsx } from "clsx";
import type { ReactNode } from "react";

export type DataColumn<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  align?: "start" | "end";
  /** The cell that names its row; in a list it heads the others. */
  isRowHeader?: boolean;
  /** Hides the header's words where the cells speak for themselves. */
  isHeaderHidden?: boolean;
  className?: string;
};

type DataTableProps<Row> = {
  caption: string;
  /** How much room the columns need before they stand side by side. */
  size: "few" | "many";
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** A last row that sums up, one cell per column; null where there is no sum. */
  footer?: readonly ReactNode[];
};

/** A table where there is room for one; elsewhere, as on phones, each row becomes a list of label and value. */
export function DataTable<Row>({ caption, size, columns, rows, rowKey, footer }: DataTableProps<Row>) {
  return (
    <div
      className={clsx(
        "relative overflow-x-auto border-t border-line",
        size === "few" ? "@container/few" : "@container/many",
      )}
    >
      <table className="block w-full text-sm tabular:table">
        <caption className="sr-only">{caption}</caption>
        <thead className="hidden tabular:table-header-group">
          <tr className="bg-surface-muted">
            {columns.map((column) => (
              <th key={column.key} scope="col" className={clsx(HEADER, alignment(column))}>
                <span className={column.isHeaderHidden ? "sr-only" : undefined}>{column.header}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="block tabular:table-row-group">
          {rows.map((row) => (
            <tr key={rowKey(row)} className={ROW}>
              {columns.map((column) => (
                <DataCell key={column.key} column={column}>
                  {column.cell(row)}
                </DataCell>
              ))}
            </tr>
          ))}
        </tbody>
        {footer && <DataFooter columns={columns} footer={footer} />}
      </table>
    </div>
  );
}

function DataFooter<Row>({ columns, footer }: { columns: readonly DataColumn<Row>[]; footer: readonly ReactNode[] }) {
  return (
    <tfoot className="block border-t border-line tabular:table-footer-group">
      <tr className={clsx(ROW, "font-medium")}>
        {columns.map((column, index) => (
          <DataCell key={column.key} column={column}>
            {footer[index]}
          </DataCell>
        ))}
      </tr>
    </tfoot>
  );
}

const HEADER = "h-8 px-3 text-xs font-medium whitespace-nowrap text-ink-muted first:pl-5 last:pr-5";
const ROW =
  "grid grid-cols-1 border-t border-line py-2 first:border-t-0 paired:grid-cols-2 tabular:table-row tabular:py-0 tabular:first:border-t";
const CELL =
  "flex min-h-7 items-center justify-between gap-4 px-4 py-0.5 sm:px-5 tabular:table-cell tabular:h-10 tabular:px-3 tabular:py-1.5 tabular:first:pl-5 tabular:last:pr-5";
const LIST_LABEL =
  "before:shrink-0 before:text-ink-muted before:content-[attr(data-label)] tabular:before:content-none";

type DataCellProps<Row> = { column: DataColumn<Row>; children: ReactNode };

function DataCell<Row>({ column, children }: DataCellProps<Row>) {
  const isBlank = children === null || children === false;
  const classes = clsx(CELL, alignment(column), column.className, isBlank && "hidden");
  if (column.isRowHeader) {
    return (
      <th scope="row" className={clsx(classes, "font-medium text-ink paired:col-span-2 tabular:font-normal")}>
        {children}
      </th>
    );
  }
  const label = column.isHeaderHidden ? undefined : column.header;
  return (
    <td data-label={label} className={clsx(classes, label && LIST_LABEL)}>
      {children}
    </td>
  );
}

function alignment<Row>(column: DataColumn<Row>): string {
  return column.align === "end" ? "text-right" : "text-left";
}
