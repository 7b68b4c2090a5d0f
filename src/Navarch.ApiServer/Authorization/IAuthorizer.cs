namespace Navarch.ApiServer.Authorization;

/// <summary>Decides who may do what.</summary>
internal interface IAuthorizer
{
    /// <summary>Decides about one request.</summary>
    AccessDecision Authorize(UserInfo user, AccessRequest request);
}
