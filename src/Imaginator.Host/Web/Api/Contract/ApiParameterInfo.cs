namespace Imaginator.Host.Web.Api.Contract;

/// <summary>A parameter of an operation.</summary>
internal sealed record ApiParameterInfo(string Name, ApiParameterLocation Location, string Text)
{
    public ApiValueType Type { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>A required part of the path.</summary>
    public static ApiParameterInfo InPath(string name, string text) => new(name, ApiParameterLocation.Path, text) { IsRequired = true };

    /// <summary>An optional parameter of the query.</summary>
    public static ApiParameterInfo InQuery(string name, string text, ApiValueType type = ApiValueType.Text) =>
        new(name, ApiParameterLocation.Query, text) { Type = type };

    /// <summary>A required parameter of the query.</summary>
    public static ApiParameterInfo Required(string name, string text, ApiValueType type = ApiValueType.Text) =>
        InQuery(name, text, type) with { IsRequired = true };

    /// <summary>An optional header.</summary>
    public static ApiParameterInfo InHeader(string name, string text) => new(name, ApiParameterLocation.Header, text);

    /// <summary>The maximum length of a page.</summary>
    public static ApiParameterInfo Limit(int maximum, int usual) =>
        InQuery("limit", $"The maximum number of entries: 1 to {maximum}, by default {usual}.", ApiValueType.Number);
}
