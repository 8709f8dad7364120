using System.Text;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Site;

/// <summary><c>/api/v1/daemon-log</c>.</summary>
internal sealed class DaemonLogApi(RecentLogLines lines, ApiReaders readers)
{
    /// <summary>The maximum number of lines of an answer.</summary>
    public const int MaximumLines = 10_000;

    public IResult Show(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var count = parameters.Limit(MaximumLines);
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        return readers.Of(context).RefuseUnlessAll() ?? new TextAnswer(new MemoryStream(
            Encoding.UTF8.GetBytes(string.Concat(lines.Newest(count).Select(line => line + "\n")))));
    }
}
