namespace Imaginator.Building.Variables;

/// <summary>The part of a URL that a variable is in, which decides how its value is encoded.</summary>
internal enum UrlPart
{
    /// <summary>At the beginning: the value decides scheme and host.</summary>
    Beginning,

    /// <summary>The user, the password or both.</summary>
    UserInfo,

    /// <summary>The host or the port.</summary>
    Host,

    /// <summary>The path of a URL, which is percent-encoded.</summary>
    Path,

    /// <summary>A path without encoding: a file of this machine, or the path of git's short form <c>user@host:path</c>.</summary>
    PlainPath,

    /// <summary>The query or the fragment.</summary>
    Query,
}
