using System.Globalization;
using System.Text;
using Imaginator.Sandbox.Protocol.Denials;

namespace Imaginator.Building.Sandboxing.Printing;

/// <summary>The lines of a build log that name the system calls that the sandbox denied.</summary>
internal static class DenialLines
{
    /// <summary>The text at the beginning of each line.</summary>
    public const string Prefix = "sandbox policy: ";

    /// <summary>Formats a report.</summary>
    /// <param name="isInsideLine">Whether the text before it does not end with a line feed.</param>
    public static byte[] Of(DenialReport report, bool isInsideLine)
    {
        var text = new StringBuilder(isInsideLine ? "\n" : "");
        foreach (var (denial, count) in report.Denials)
        {
            text.Append(Prefix).Append(Printable(denial.Call)).Append("(2)");
            if (denial.Detail.Length > 0)
            {
                text.Append(' ').Append(Printable(denial.Detail));
            }

            text.Append(" by \"").Append(Printable(denial.Program)).Append("\" denied");
            if (count > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $" ({count} times)");
            }

            text.Append('\n');
        }

        if (report.Others > 0)
        {
            text.Append(Prefix)
                .Append(CultureInfo.InvariantCulture, $"{report.Others} other {(report.Others == 1 ? "call" : "calls")} denied\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>A program chooses its name: it must neither forge a line nor control the terminal of a reader.</summary>
    private static string Printable(string text) =>
        string.Create(text.Length, text, (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = source[i] is >= ' ' and <= '~' and not '"' ? source[i] : '?';
            }
        });
}
