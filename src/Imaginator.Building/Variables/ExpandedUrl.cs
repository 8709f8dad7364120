namespace Imaginator.Building.Variables;

/// <summary>
/// A URL whose variables are filled in, each encoded for its part. Only <see cref="UrlVariables"/> makes one.
/// </summary>
public sealed class ExpandedUrl
{
    internal ExpandedUrl(string value, string template) => (Value, Template) = (value, template);

    /// <summary>The URL. It can contain secrets, some of them encoded, and must not appear in any message.</summary>
    public string Value { get; }

    /// <summary>The URL as configured.</summary>
    public string Template { get; }

    /// <summary>The URL as configured: the value is secret.</summary>
    public override string ToString() => Template;
}
