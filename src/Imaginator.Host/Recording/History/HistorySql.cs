using System.Text;

namespace Imaginator.Host.Recording.History;

/// <summary>Makes SQL of queries: whatever is asked for, one walk along one index, from the newest build on.</summary>
internal static class HistorySql
{
    /// <summary>The SQL for a page of builds.</summary>
    public static string Of(HistoryQuery query, string columns)
    {
        var sql = new StringBuilder($"SELECT {columns} FROM ");
        var (id, good) = query.Requestor is null ? ("b.id", "b.is_good") : ("r.build_id", "r.is_good");

        // CROSS: the tables in this order, the index that says who asked first.
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
