using System.Globalization;
using Imaginator.Host.Images.Trees;
using Imaginator.Quantities;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Imaginator.Host.Web.Api.Requests;

/// <summary>Reads the query parameters of a request. Not thread-safe.</summary>
internal sealed class ApiParameters(HttpRequest request)
{
    /// <summary>The length of a page for which the request gives none.</summary>
    public const int DefaultLimit = 100;

    private readonly List<string> _known = [];
    private string? _fault;

    /// <summary>
    /// The first error in the parameters; null if none. Read it after all parameters: any other parameter in the query, such as
    /// a misspelt one, is an error.
    /// </summary>
    public string? Fault => _fault
        ?? (request.Query.Keys.FirstOrDefault(key => !_known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? $"unknown parameter \"{unknown}\"; known parameters are {string.Join(", ", _known)}"
            : null);

    /// <summary>A text; null if not given.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var values = request.Query[name];
        if (values.Count > 1)
        {
            _fault ??= $"parameter \"{name}\" is given more than once";
        }

        return values.Count == 0 ? null : values[0];
    }

    /// <summary>The texts of a parameter that can be given several times.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        _known.Add(name);
        return [.. request.Query[name].OfType<string>()];
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

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Boolean(string name) => Value(name, text => bool.TryParse(text, out var value) ? value : (bool?)null, "true or false");

    /// <summary>A duration in the form of Go, greater than zero.</summary>
    public TimeSpan? Duration(string name) => Value(
        name,
        text => GoDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero ? duration : (TimeSpan?)null,
        "a duration such as 5m or 1h30m");

    /// <summary>A text that must be given; empty if it is not, which is a fault.</summary>
    public string Required(string name, string expected)
    {
        var text = Text(name) ?? "";
        if (text.Length == 0)
        {
            _fault ??= $"parameter \"{name}\" is missing; give {expected}";
        }

        return text;
    }

    /// <summary>A path in an image, or a name in a path; null if not given. File names are bytes, which need not be text.</summary>
    public string? Path(string name) => Text(name) is { } text ? TreePath.FromQuery(request.QueryString.Value ?? "", name) ?? text : null;

    /// <summary>The parameter <c>limit</c>, the length of a page.</summary>
    public int Limit(int maximum, int usual = DefaultLimit) => Value(
        "limit",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= maximum
            ? count : (int?)null,
        $"a number from 1 to {maximum}") ?? usual;

    /// <summary>The address of the same request with another value of one parameter.</summary>
    public string NextAddress(string name, string value)
    {
        var next = new QueryBuilder(request.Query.Where(parameter => !parameter.Key.Equals(name, StringComparison.OrdinalIgnoreCase))) { { name, value } };
        return PathOf(request) + next.ToQueryString();
    }

    /// <summary>The address of the same request with another path in an image as the value of one parameter.</summary>
    public string NextPathAddress(string name, string path)
    {
        // The other parameters stay as they are, bytes that are not text included.
        var others = (request.QueryString.Value ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !pair.StartsWith($"{name}=", StringComparison.OrdinalIgnoreCase));
        return $"{PathOf(request)}?{string.Join('&', others.Append($"{name}={TreePath.Escape(path)}"))}";
    }

    private static string PathOf(HttpRequest request) => request.PathBase.ToUriComponent() + request.Path.ToUriComponent();
}
