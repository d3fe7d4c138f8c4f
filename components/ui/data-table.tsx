import { clsx } from "clsx";
import type { ReactNode } from "react";

export type DataColumn<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  align?: "start" | "end";
  /** The cell that names its row; on phones it heads the row's list. */
  isRowHeader?: boolean;
  /** Hides the header's words where the cells speak for themselves. */
  isHeaderHidden?: boolean;
  className?: string;
};

type DataTableProps<Row> = {
  caption: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** A last row that sums up, one cell per column; null where there is no sum. */
  footer?: readonly ReactNode[];
};

/** A table on wide screens; on phones each row becomes a list of label and value. */
export function DataTable<Row>({ caption, columns, rows, rowKey, footer }: DataTableProps<Row>) {
  return (
    <table className="block w-full border-t border-line text-sm sm:table">
      <caption className="sr-only">{caption}</caption>
      <thead className="sr-only sm:not-sr-only sm:table-header-group">
        <tr className="bg-surface-muted">
          {columns.map((column) => (
            <th key={column.key} scope="col" className={clsx(HEADER, alignment(column))}>
              <span className={column.isHeaderHidden ? "sr-only" : undefined}>{column.header}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block sm:table-row-group">
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
      {footer && (
        <tfoot className="block sm:table-footer-group">
          <tr className={clsx(ROW, "font-medium")}>
            {columns.map((column, index) => (
              <DataCell key={column.key} column={column} isPhoneHidden={footer[index] === null}>
                {footer[index]}
              </DataCell>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}

const HEADER =
  "h-8 px-3 text-xs font-medium whitespace-nowrap text-ink-muted first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5";
const ROW = "block border-t border-line py-2 first:border-t-0 sm:table-row sm:py-0 sm:first:border-t";
const CELL =
  "flex min-h-7 items-center justify-between gap-4 px-4 sm:table-cell sm:h-10 sm:px-3 sm:py-1.5 sm:first:pl-5 sm:last:pr-5";
const PHONE_LABEL = "before:shrink-0 before:text-ink-muted before:content-[attr(data-label)] sm:before:content-none";

type DataCellProps<Row> = { column: DataColumn<Row>; isPhoneHidden?: boolean; children: ReactNode };

function DataCell<Row>({ column, isPhoneHidden = false, children }: DataCellProps<Row>) {
  const classes = clsx(CELL, alignment(column), column.className, isPhoneHidden && "max-sm:hidden");
  if (column.isRowHeader) {
    return (
      <th scope="row" className={clsx(classes, "font-medium text-ink sm:font-normal")}>
        {children}
      </th>
    );
  }
  const label = column.isHeaderHidden ? undefined : column.header;
  return (
    <td data-label={label} className={clsx(classes, label && PHONE_LABEL)}>
      {children}
    </td>
  );
}

function alignment<Row>(column: DataColumn<Row>): string {
  return column.align === "end" ? "text-right" : "text-left";
}
