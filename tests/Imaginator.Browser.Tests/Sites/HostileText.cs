namespace Imaginator.Browser.Tests.Sites;

/// <summary>Texts that would run a script if a page contained them as markup. The script sets <c>window.__injected</c>.</summary>
internal static class HostileText
{
    /// <summary>The name that a script would set.</summary>
    public const string Marker = "__injected";

    /// <summary>Leaves an attribute. It can be a name of a file: it has no slash.</summary>
    public const string Name = $"\"><img src=x onerror=window.{Marker}=1>";

    /// <summary>The same without white space, for names of packages.</summary>
    public const string Word = $"\"><svg/onload=window.{Marker}=1>";

    /// <summary>The same without quotation marks, for names in certificates.</summary>
    public const string User = $"<img src=x onerror=window.{Marker}=1>";

    /// <summary>Finds elements that only these texts can make.</summary>
    public const string Selector = "img, [onerror], [onload]";
}
