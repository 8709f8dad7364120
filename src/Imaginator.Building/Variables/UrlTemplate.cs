using System.Text;

namespace Imaginator.Building.Variables;

/// <summary>Fills in one URL from left to right. Not thread-safe.</summary>
/// <param name="template">The URL as configured, for messages.</param>
/// <remarks>
/// <code>
/// https://$USER:$PASSWORD@$HOST:$PORT/$PATH?$QUERY
/// git@$HOST:$PATH                                     git's short form, whose path is not encoded
/// $BEGINNING/path
/// /$PLAIN/PATH
/// </code>
/// The part that a variable is in follows from the URL before it, and from the literal text behind it: only an @ before the next slash
/// makes it a user.
/// </remarks>
internal sealed class UrlTemplate(string template)
{
    private readonly StringBuilder _url = new();
    private int _position;
    private (string Name, VariableOrigin Origin)? _lastOfPath;

    /// <summary>Adds literal text.</summary>
    public void AddLiteral(string text)
    {
        _url.Append(text);
        _position += text.Length;
    }

    /// <summary>Adds the value of a variable.</summary>
    /// <exception cref="ImaginatorException">The value does not fit.</exception>
    public void AddValue(string name, string value, VariableOrigin origin)
    {
        var start = _position;
        _position += LengthOfReferenceAt(start);
        if (value.Length == 0)
        {
            return;
        }

        var part = FindPart();
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw Fault(name, "its value contains a zero byte");
        }

        if (origin != VariableOrigin.Site && part is UrlPart.Path or UrlPart.PlainPath)
        {
            _lastOfPath = (name, origin);
        }

        _url.Append(origin == VariableOrigin.Site
            ? EncodeOfSite(name, value, part, isWholeUserInfo: IsBehind("://", start) && Follows('@'))
            : EncodeForeign(name, value, part, origin));
    }

    /// <summary>The URL.</summary>
    /// <exception cref="ImaginatorException">A value leads out of the path of the URL.</exception>
    public ExpandedUrl ToUrl()
    {
        var url = _url.ToString();
        if (_lastOfPath is var (name, _) && PathOf(url).Split('/', ':').Any(segment => segment is "." or ".."))
        {
            throw Fault(name, "its value makes a \".\" or \"..\" component of the path");
        }

        return new ExpandedUrl(url, template);
    }

    private static string PathOf(string url)
    {
        var end = url.AsSpan().IndexOfAny('?', '#');
        return end < 0 || !url.Contains("://", StringComparison.Ordinal) ? url : url[..end];
    }

    private UrlPart FindPart()
    {
        var before = _url.ToString();
        var schemeEnd = before.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0)
        {
            return FindPartWithoutScheme(before);
        }

        var rest = before.AsSpan(schemeEnd + 3);
        return rest.IndexOfAny('/', '?', '#') is var end && end < 0 ? IsUserInfo() ? UrlPart.UserInfo : UrlPart.Host
            : rest.IndexOfAny('?', '#') >= 0 ? UrlPart.Query
            : UrlPart.Path;
    }

    private UrlPart FindPartWithoutScheme(string before)
    {
        if (before.StartsWith("dir:", StringComparison.OrdinalIgnoreCase) || before.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return UrlPart.Path;
        }

        if (before.AsSpan().ContainsAny('/', ':'))
        {
            return UrlPart.PlainPath;
        }

        return IsUserInfo() && !template.Contains("://", StringComparison.Ordinal) ? UrlPart.UserInfo
            : before.Contains('@', StringComparison.Ordinal) ? UrlPart.Host
            : UrlPart.Beginning;
    }

    /// <summary>Whether the rest of the authority, without the values of its variables, has an @.</summary>
    private bool IsUserInfo()
    {
        foreach (var part in VariableExpander.Split(template[_position..]).Where(part => !part.IsReference))
        {
            var next = part.Text.AsSpan().IndexOfAny("@/?#");
            if (next >= 0)
            {
                return part.Text[next] == '@';
            }
        }

        return false;
    }

    private bool IsBehind(string text, int position) =>
        position >= text.Length && template.AsSpan(0, position).EndsWith(text, StringComparison.Ordinal);

    private bool Follows(char letter) => _position < template.Length && template[_position] == letter;

    private int LengthOfReferenceAt(int position)
    {
        var reference = VariableExpander.Split(template[position..]).First(part => part.IsReference);
        return 1 + reference.Text.Length;
    }

    /// <summary>The configuration of the site can set every part, but a value does not leave its part by accident.</summary>
    private string EncodeOfSite(string name, string value, UrlPart part, bool isWholeUserInfo) => part switch
    {
        UrlPart.Beginning or UrlPart.PlainPath => value,
        // One variable for user and password.
        UrlPart.UserInfo when isWholeUserInfo && value.Split(':', 2) is [var user, var password] =>
            $"{UrlEncoding.EncodeUnlessEncoded(user)}:{UrlEncoding.EncodeUnlessEncoded(password)}",
        UrlPart.UserInfo => UrlEncoding.EncodeUnlessEncoded(value),
        UrlPart.Host => UrlEncoding.CanContinueHost(value)
            ? value
            : throw Fault(name, "its value is in the host and contains white space or one of @ \\ ? # %"),
        UrlPart.Path => UrlEncoding.EncodePathOfSite(value),
        _ => UrlEncoding.EncodeUnlessEncoded(value),
    };

    private string EncodeForeign(string name, string value, UrlPart part, VariableOrigin origin) => part switch
    {
        UrlPart.Beginning => throw Fault(name, $"{Subject(origin)} cannot set the scheme or the host of a URL"),
        UrlPart.Host when origin == VariableOrigin.StreamName => UrlEncoding.IsHostName(value)
            ? value
            : throw Fault(name, "its value is not a host name"),
        UrlPart.Host => throw Fault(name, $"{Subject(origin)} cannot set the host or the port of a URL"),
        UrlPart.Path => UrlEncoding.EncodePath(value),
        UrlPart.PlainPath => UrlEncoding.IsPlainPath(value)
            ? value
            : throw Fault(name, "its value contains characters that this form of URL cannot encode; use SCHEME://HOST/PATH"),
        _ => UrlEncoding.Encode(value),
    };

    private static string Subject(VariableOrigin origin) =>
        origin == VariableOrigin.Request ? "a variable of a request" : "the name of a stream";

    private ImaginatorException Fault(string name, string fault) => new(
        $"cannot fill in the variable \"{Files.FileName.ToDisplay(name)}\" of the URL \"{template}\": {fault}");
}
