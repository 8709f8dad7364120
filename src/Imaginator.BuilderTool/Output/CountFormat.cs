using System.Globalization;

namespace Imaginator.BuilderTool.Output;

/// <summary>Numbers of things, whose plural ends with s: <c>1 line</c>, <c>5,000 lines</c>.</summary>
internal static class CountFormat
{
    public static string Of(long number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {thing}{(number == 1 ? "" : "s")}");
}
