using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console;

/// <summary>Identifies the readers of pages. Thread-safe.</summary>
internal interface IVisitors
{
    /// <summary>The reader of a page.</summary>
    Visitor Of(HttpContext http);
}
