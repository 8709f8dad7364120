namespace Imaginator.State.Tokens;

/// <summary>The result of adding a token.</summary>
public enum TokenAddition
{
    /// <summary>The token is valid.</summary>
    Added,

    /// <summary>Another token has the name.</summary>
    NameExists,

    /// <summary>The site has the maximum number of tokens.</summary>
    TooMany,
}
