using System.Globalization;
using System.Text;
using Imaginator.State.Auditing;

namespace Imaginator.Postgres.Auditing;

/// <summary>The SQL of a page of the audit log.</summary>
internal sealed class AuditSelection
{
    private readonly StringBuilder _conditions = new();
    private readonly List<object?> _values = [];

    public AuditSelection(AuditQuery query)
    {
        Append("outcome = {0}", (short?)query.Outcome);
        Append("channel = {0}", query.Channel);
        Append("caller = {0}", query.Caller);
        Append("action = {0}", query.Action);
        Append("at >= {0}", query.Since);
        Append("at < {0}", query.Until);
        Append("strpos(lower(target || ' ' || detail), {0}) > 0", query.Text?.ToLowerInvariant());
        if (query.Before is { } before)
        {
            // A position that no entry can have selects nothing.
            var (time, id) = Parse(before) ?? (DateTimeOffset.MinValue, 0);
            _values.Add(time);
            _values.Add(id);
            _conditions.Append(CultureInfo.InvariantCulture, $" AND (at, id) < (${_values.Count - 1}, ${_values.Count})");
        }

        _values.Add(query.Count);
        Sql = $"""
            SELECT id, entry, at, outcome, channel, caller, address, action, target, detail FROM imaginator.audit
            WHERE true{_conditions} ORDER BY at DESC, id DESC LIMIT ${_values.Count}
            """;
    }

    public string Sql { get; }

    /// <summary>The values of the parameters.</summary>
    public object?[] Values => [.. _values];

    private static (DateTimeOffset Time, long Id)? Parse(string position) =>
        position.Split('-') is [var time, var id]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTimeOffset.MaxValue.UtcTicks
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (new DateTimeOffset(ticks, TimeSpan.Zero), number)
            : null;

    private void Append(string condition, object? value)
    {
        if (value is not null)
        {
            _values.Add(value);
            _conditions.Append(" AND ").Append(condition.Replace(
                "{0}", string.Create(CultureInfo.InvariantCulture, $"${_values.Count}"), StringComparison.Ordinal));
        }
    }
}
