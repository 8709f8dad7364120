namespace Imaginator.Host.Web.Pages;

/// <summary>Which builds a list shows.</summary>
internal enum BuildListKind
{
    /// <summary>All, running ones included.</summary>
    All,

    /// <summary>Those that made an image.</summary>
    Good,

    /// <summary>Those that did not, for whatever reason.</summary>
    Error,
}
