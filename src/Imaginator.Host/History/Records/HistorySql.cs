using System.Text;

namespace Imaginator.Host.History.Records;

/// <summary>Creates the SQL of queries: for all criteria, one scan of one index, from the newest build on.</summary>
internal static class HistorySql
{
    /// <summary>Creates the SQL of a page of builds: the columns are those of table <c>b</c>, and values are parameters.</summary>
    public static string Of(HistoryQuery query, string columns)
    {
        var sql = new StringBuilder($"SELECT {columns} FROM ");
        var (id, good) = query.Requestor is null ? ("b.id", "b.is_good") : ("r.build_id", "r.is_good");

        // CROSS keeps this order of the tables: the index of requestors comes first.
        sql.Append(query.Requestor is null
            ? "builds b WHERE 1"
            : "requestors r CROSS JOIN builds b ON b.id = r.build_id WHERE r.requestor = $requestor");
        Append(query.StreamName is not null, "b.stream = $stream");
        Append((query.IsGood ?? query.Result?.IsGood()) is not null, $"{good} = $good");
        Append(query.Result is { } result && result.IsGood() is null, $"{good} IS NULL");
        Append(query.Result is not null, "b.result = $result");
        Append(query.Before is not null, $"{id} < $before");
        Append(query.From is not null, $"{id} >= $from");
        Append(query.Until is not null, $"{id} < $until");
        return sql.Append($" ORDER BY {id} DESC LIMIT $count").ToString();

        void Append(bool applies, string condition) => sql.Append(applies ? " AND " + condition : "");
    }
}
