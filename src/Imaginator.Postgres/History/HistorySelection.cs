using System.Globalization;
using System.Text;
using Imaginator.State.Builds;
using Imaginator.State.History;

namespace Imaginator.Postgres.History;

/// <summary>The SQL of a page of builds: for all criteria, one scan of one index, from the newest build on.</summary>
internal sealed class HistorySelection
{
    private readonly StringBuilder _conditions = new();
    private readonly List<object?> _values = [];
    private readonly HistoryQuery _query;

    public HistorySelection(HistoryQuery query)
    {
        _query = query;
        var (id, good) = query.Requestor is null ? ("b.id", "b.is_good") : ("r.build_id", "r.is_good");
        var isGood = query.IsGood ?? query.Result?.IsGood();
        Append("r.requestor = ", query.Requestor);
        Append("b.stream = ", query.StreamName);
        Append($"{good} = ", isGood);
        if (query.Result is not null && isGood is null)
        {
            _conditions.Append(CultureInfo.InvariantCulture, $" AND {good} IS NULL");
        }

        Append("b.result = ", (short?)query.Result);
        Append($"{id} < ", query.Before?.Value);
        Append($"{id} >= ", query.From is { } from ? BuildId.FirstAt(from).Value : null);
        Append($"{id} < ", query.Until is { } until ? BuildId.FirstAt(until).Value : null);

        // One more than the page tells whether another follows.
        _values.Add(query.Count + 1);
        Sql = $"""
            SELECT {HistoryRows.Columns} FROM {Tables} WHERE true{_conditions} ORDER BY {id} DESC LIMIT ${_values.Count}
            """;
    }

    public string Sql { get; }

    /// <summary>The values of the parameters.</summary>
    public object?[] Values => [.. _values];

    private string Tables => _query.Requestor is null
        ? "imaginator.builds b"
        : "imaginator.requestors r JOIN imaginator.builds b ON b.id = r.build_id";

    private void Append(string condition, object? value)
    {
        if (value is not null)
        {
            _values.Add(value);
            _conditions.Append(CultureInfo.InvariantCulture, $" AND {condition}${_values.Count}");
        }
    }
}
