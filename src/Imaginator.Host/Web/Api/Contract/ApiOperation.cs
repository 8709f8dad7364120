using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Api.Contract;

/// <summary>An operation of the API.</summary>
/// <param name="Method">The HTTP method. An operation of <c>GET</c> answers <c>HEAD</c> as well.</param>
/// <param name="Path">The pattern of the path below <c>/api/v1</c>.</param>
/// <param name="AnswerAsync">Answers a request.</param>
/// <param name="Describe">
/// Describes the operation. The daemon never calls this: descriptions exist where the OpenAPI document is made, and an idle daemon does
/// not load the types that they name.
/// </param>
internal sealed record ApiOperation(string Method, string Path, Func<HttpContext, Task<IResult>> AnswerAsync, Func<ApiOperationInfo> Describe)
{
    /// <summary>An operation whose service is made with the first request.</summary>
    public static ApiOperation Of<TService>(
        string method, string path, Func<TService, HttpContext, IResult> answer, Func<ApiOperationInfo> describe)
        where TService : notnull =>
        new(method, path, context => Task.FromResult(answer(context.RequestServices.GetRequiredService<TService>(), context)), describe);

    /// <summary>An operation whose service is made with the first request.</summary>
    public static ApiOperation Of<TService>(
        string method, string path, Func<TService, HttpContext, Task<IResult>> answer, Func<ApiOperationInfo> describe)
        where TService : notnull =>
        new(method, path, context => answer(context.RequestServices.GetRequiredService<TService>(), context), describe);
}
