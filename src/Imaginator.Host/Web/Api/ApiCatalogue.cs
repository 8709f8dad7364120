using Imaginator.Host.Web.Api.Access;
using Imaginator.Host.Web.Api.Builds;
using Imaginator.Host.Web.Api.Contract;
using Imaginator.Host.Web.Api.Images;
using Imaginator.Host.Web.Api.Notifications;
using Imaginator.Host.Web.Api.Site;
using Imaginator.Host.Web.Api.Streams;

namespace Imaginator.Host.Web.Api;

/// <summary>All operations of the API.</summary>
internal static class ApiCatalogue
{
    public static IEnumerable<ApiOperation> All =>
    [
        .. BuildOperations.All,
        .. StreamOperations.All,
        .. ImageOperations.All,
        .. SiteOperations.All,
        .. AccessOperations.All,
        .. NotificationOperations.All,
    ];
}
