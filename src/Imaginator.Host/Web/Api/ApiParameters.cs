using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Imaginator.Host.Web.Api;

/// <summary>Reads the parameters of a request. Not thread-safe.</summary>
/// <param name="query">The query.</param>
internal sealed class ApiParameters(IQueryCollection query)
{
    private const int DefaultLimit = 100;

    private readonly List<string> _known = [];
    private string? _fault;

    /// <summary>
    /// What is wrong with the parameters, in a sentence; null if nothing is. To be asked for when all have been read: others,
    /// which may be misspelt and would have selected something, are wrong.
    /// </summary>
    public string? Fault => _fault
        ?? (query.Keys.FirstOrDefault(key => !_known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? $"There is no parameter \"{unknown}\" here, but {string.Join(", ", _known)}."
            : null);

    /// <summary>A text; null if it is not given.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var values = query[name];
        if (values.Count > 1)
        {
            _fault ??= $"Parameter \"{name}\" is given twice.";
        }

        return values.Count == 0 ? null : values[0];
    }

    /// <summary>A value of some type; null if it is not given.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="parse">Reads it; null for what is no value.</param>
    /// <param name="expected">What it should be, for people.</param>
    public T? Value<T>(string name, Func<string, T?> parse, string expected)
        where T : struct
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var value = parse(text);
        if (value is null)
        {
            _fault ??= $"Parameter \"{name}\" is \"{text}\" and should be {expected}.";
        }

        return value;
    }

    /// <summary>A point in time.</summary>
    public DateTimeOffset? Time(string name) => Value(
        name,
        text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null,
        "a time such as 2026-11-24T12:00:00Z");

    /// <summary>How many of something are wanted: the parameter <c>limit</c>.</summary>
    /// <param name="maximum">The most.</param>
    public int Limit(int maximum) => Value(
        "limit",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= maximum
            ? count : (int?)null,
        $"a number from 1 to {maximum}") ?? DefaultLimit;

    /// <summary>The address of the same request with one parameter changed.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="value">Its new value.</param>
    public string NextAddress(string path, string name, string value)
    {
        var next = new QueryBuilder(query.Where(parameter => parameter.Key != name)) { { name, value } };
        return path + next.ToQueryString();
    }
}
