using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Imaginator.Host.Web.Api;

/// <summary>Reads the query parameters of a request. Not thread-safe.</summary>
internal sealed class ApiParameters(IQueryCollection query)
{
    private const int DefaultLimit = 100;

    private readonly List<string> _known = [];
    private string? _fault;

    /// <summary>
    /// The first error in the parameters; null if none. Read it after all parameters: any other parameter in the query, such as
    /// a misspelt one, is an error.
    /// </summary>
    public string? Fault => _fault
        ?? (query.Keys.FirstOrDefault(key => !_known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? $"unknown parameter \"{unknown}\"; known parameters are {string.Join(", ", _known)}"
            : null);

    /// <summary>A text; null if not given.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var values = query[name];
        if (values.Count > 1)
        {
            _fault ??= $"parameter \"{name}\" is given more than once";
        }

        return values.Count == 0 ? null : values[0];
    }

    /// <summary>A parsed value; null if not given. For invalid text, <paramref name="parse"/> returns null.</summary>
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
            _fault ??= $"invalid value \"{text}\" of parameter \"{name}\"; give {expected}";
        }

        return value;
    }

    /// <summary>A point in time, UTC if without an offset.</summary>
    public DateTimeOffset? Time(string name) => Value(
        name,
        text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null,
        "a time such as 2026-11-24T12:00:00Z");

    /// <summary>The parameter <c>limit</c>, the length of a page.</summary>
    public int Limit(int maximum) => Value(
        "limit",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= maximum
            ? count : (int?)null,
        $"a number from 1 to {maximum}") ?? DefaultLimit;

    /// <summary>The address of the same request with another value of one parameter.</summary>
    public string NextAddress(string path, string name, string value)
    {
        var next = new QueryBuilder(query.Where(parameter => parameter.Key != name)) { { name, value } };
        return path + next.ToQueryString();
    }
}
