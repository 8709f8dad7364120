using System.Globalization;

namespace Imaginator.Plugins.LocalStore.Reporting;

/// <summary>Formats a number with a noun in singular or plural, such as <c>1 object</c> or <c>2 objects</c>.</summary>
internal static class CountText
{
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
