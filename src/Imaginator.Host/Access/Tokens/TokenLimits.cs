namespace Imaginator.Host.Access.Tokens;

/// <summary>The limits of bearer tokens.</summary>
internal static class TokenLimits
{
    /// <summary>The number of tokens of the daemon.</summary>
    public const int Tokens = 1000;

    /// <summary>The number of valid tokens that one user has made.</summary>
    public const int TokensOfMaker = 100;

    /// <summary>The length of a name.</summary>
    public const int NameLength = 64;

    /// <summary>The number of streams and directories in the scope of a token.</summary>
    public const int Streams = 100;

    /// <summary>The length of a stream or directory in the scope of a token.</summary>
    public const int StreamLength = 255;

    /// <summary>The lifetime of a token, if its maker does not choose it.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(90);

    /// <summary>The longest lifetime of a token.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(366);

    /// <summary>The time for which expired tokens are listed.</summary>
    public static readonly TimeSpan KeepExpired = TimeSpan.FromDays(30);

    /// <summary>The precision of <see cref="AccessToken.LastUsedAt"/>.</summary>
    public static readonly TimeSpan UsePrecision = TimeSpan.FromMinutes(5);
}
